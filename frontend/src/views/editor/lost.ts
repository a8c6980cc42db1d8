// What the model cannot make of a sample: shown, measured, and kept on request.

import { h, setText } from "../../dom.ts";
import type { Modality } from "../../modalities/index.ts";
import { wordsOf } from "../../modalities/words.ts";
import type { Placement } from "../../protocol.ts";
import { createRenderer, type Renderer } from "../../renderers/index.ts";
import { changedNotes, notesOf } from "../../sound/notes.ts";
import type { SpaceStore } from "../../store.ts";
import { count, percent } from "../../words.ts";
import { boxOf } from "../output-box.ts";
import { canAdd, isValues } from "./arithmetic.ts";
import { differingSlots, isSequence } from "./sequences.ts";
import type { EditSession } from "./session.ts";

export function createLost(store: SpaceStore, session: EditSession) {
  const { modality } = store.description;
  const renderer = canAdd(modality)
    ? createRenderer(modality, { compact: true, label: "What the model loses" })
    : null;
  const box = h("div", "lw-figure-box lw-filled", boxOf(modality));
  if (renderer) box.append(renderer.element);
  const legend = modality.kind === "image" ? "Lighter where the model is too dark." : "";
  const words = h("p", "lw-editor-lost-words");
  const keep = h("input", "", { type: "checkbox" });
  const note = h("p", "lw-soft lw-editor-kept", { hidden: true });
  const choice = h("label", "lw-editor-switch", {}, keep, "Keep what the model lost");
  if (isSequence(modality)) {
    const [one, says] = modality.kind === "text" ? ["Words", "says"] : ["Notes", "plays"];
    setText(
      note,
      `${one} that the edit does not touch are yours and not from the model: others are what it ` +
        `${says} now.`,
    );
    choice.title = "yours, but where what is decoded now differs from what was decoded before";
  } else {
    setText(
      note,
      "This part is yours and not from the model: the result is yours plus what the edit changes.",
    );
    choice.title = "yours + (decoded now − decoded before)";
  }
  keep.addEventListener("change", () => session.keep(keep.checked));
  const element = h(
    "section",
    "lw-editor-lost",
    { "aria-label": "What the model loses" },
    h("h4", "lw-title", {}, "What the model loses"),
    ...(renderer ? [figureOf(box, renderer)] : []),
    ...(legend ? [h("p", "lw-soft", {}, legend)] : []),
    words,
    ...(session.keeps ? [choice, note] : []),
  );
  return {
    element,
    show() {
      const { edit, lost } = session;
      keep.checked = session.keepLost;
      note.hidden = !session.keepLost;
      if (!edit) return;
      if (lost) renderer?.show(lost);
      setText(words, lostWords(edit, modality));
    },
    dispose: () => renderer?.dispose(),
  };
}

/** With what plays it in its corner. */
function figureOf(box: HTMLElement, { controls }: Renderer): HTMLElement {
  return h("div", "lw-editor-lost-figure", {}, box, ...(controls ? [controls] : []));
}

const UNITS: Partial<Record<Modality["kind"], string>> = {
  image: "of full brightness",
  audio: "of full loudness",
  series: "of the range of values",
};

/** Words or runs of steps that are named; more are counted. */
const MOST_NAMED = 6;

function wordChange(own: string | undefined, made: string | undefined): string {
  if (own === undefined) return `“${made}” is added`;
  return made === undefined ? `“${own}” is left out` : `“${own}” → “${made}”`;
}

/** "steps 3, 7–9", counted from 1, in whichever voice. */
function stepWords(differs: readonly boolean[][]): string {
  const at = (step: number) => differs.some((voice) => voice[step]);
  const runs: string[] = [];
  let last = 0;
  for (let step = 0; step < (differs[0]?.length ?? 0); step++) {
    if (!at(step)) continue;
    const from = step;
    while (at(step + 1)) step += 1;
    runs.push(from === step ? `${from + 1}` : `${from + 1}–${step + 1}`);
    last = step - from;
  }
  const more = runs.length > MOST_NAMED ? ` and ${runs.length - MOST_NAMED} more places` : "";
  const one = runs.length === 1 && last === 0 ? "step" : "steps";
  return `${one} ${runs.slice(0, MOST_NAMED).join(", ")}${more}`;
}

/** How much is lost, and how much the model loses of what it knows. */
export function lostWords(edit: Placement, modality: Modality): string {
  const { original, reconstruction } = edit;
  if (isValues(original) && isValues(reconstruction)) {
    if (modality.kind === "text") {
      const [own, made] = [original, reconstruction].map(({ values }) =>
        wordsOf(values, modality).map(({ text }) => text),
      ) as [string[], string[]];
      const n = Math.max(own.length, made.length);
      const other = Array.from({ length: n }, (_, i) => i).filter((i) => own[i] !== made[i]);
      if (other.length === 0) return "Nothing: the model says it word for word.";
      const named = other.slice(0, MOST_NAMED).map((i) => wordChange(own[i], made[i]));
      const more = other.length > MOST_NAMED ? `, and ${other.length - MOST_NAMED} more` : "";
      return `${other.length} of ${count(n, "word")} come out otherwise: ${named.join(", ")}${more}.`;
    }
    if (modality.kind === "melody") {
      const { added, gone } = changedNotes(
        notesOf(reconstruction.values, modality),
        notesOf(original.values, modality),
      );
      if (added.length + gone.length === 0) return "Nothing: the model plays it note for note.";
      const where = stepWords(differingSlots(original.values, reconstruction.values, modality));
      return (
        `${count(gone.length, "note")} of yours missing, ${added.length} of its own instead, ` +
        `at ${where}.`
      );
    }
  }
  const usual =
    edit.scale > 0
      ? `, where ${edit.scale_label} ${edit.scale_label.startsWith("the data") ? "are" : "is"} ` +
        `off by ${percent(edit.scale)}`
      : "";
  const how = edit.method === "encoder" ? "" : " Its code was sought, since there is no encoder.";
  return `Off by ${percent(edit.error)} ${UNITS[modality.kind] ?? ""} on average${usual}.${how}`;
}

// What the model cannot make of a sample: shown, measured, and kept on request.

import { h, setText } from "../../dom.ts";
import type { Modality } from "../../modalities/index.ts";
import { wordsOf } from "../../modalities/words.ts";
import type { Placement } from "../../protocol.ts";
import { createRenderer } from "../../renderers/index.ts";
import { changedNotes, notesOf } from "../../sound/notes.ts";
import type { SpaceStore } from "../../store.ts";
import { count, percent } from "../../words.ts";
import { boxOf } from "../output-box.ts";
import { isValues } from "./arithmetic.ts";
import type { EditSession } from "./session.ts";

export function createLost(store: SpaceStore, session: EditSession) {
  const { modality } = store.description;
  const renderer = session.keeps
    ? createRenderer(modality, { compact: true, label: "What the model loses" })
    : null;
  const box = h("div", "lw-figure-box lw-filled", boxOf(modality));
  if (renderer) box.append(renderer.element);
  const legend = modality.kind === "image" ? "Lighter where the model is too dark." : "";
  const words = h("p", "lw-editor-lost-words");
  const keep = h("input", "", { type: "checkbox" });
  const note = h("p", "lw-soft lw-editor-kept", { hidden: true });
  setText(
    note,
    "This part is yours and not from the model: the result is yours plus what the edit changes.",
  );
  const choice = h("label", "lw-editor-switch", {}, keep, "Keep what the model lost");
  choice.title = "yours + (decoded now − decoded before)";
  keep.addEventListener("change", () => session.keep(keep.checked));
  const element = h(
    "section",
    "lw-editor-lost",
    { "aria-label": "What the model loses" },
    h("h4", "lw-title", {}, "What the model loses"),
    ...(renderer ? [box, ...(renderer.controls ? [renderer.controls] : [])] : []),
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

const UNITS: Partial<Record<Modality["kind"], string>> = {
  image: "of full brightness",
  audio: "of full loudness",
  series: "of the range of values",
};

/** How much is lost, and how much the model loses of what it knows. */
export function lostWords(edit: Placement, modality: Modality): string {
  const { original, reconstruction } = edit;
  if (isValues(original) && isValues(reconstruction)) {
    if (modality.kind === "text") {
      const [own, made] = [original, reconstruction].map(({ values }) =>
        wordsOf(values, modality).map(({ text }) => text),
      ) as [string[], string[]];
      const n = Math.max(own.length, made.length);
      const other = Array.from({ length: n }, (_, i) => own[i] !== made[i]).filter(Boolean).length;
      return other === 0
        ? "Nothing: the model says it word for word."
        : `${other} of ${count(n, "word")} come out otherwise.`;
    }
    if (modality.kind === "melody") {
      const { added, gone } = changedNotes(
        notesOf(reconstruction.values, modality),
        notesOf(original.values, modality),
      );
      if (added.length + gone.length === 0) return "Nothing: the model plays it note for note.";
      return `${count(gone.length, "note")} of yours missing, ${added.length} of its own instead.`;
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

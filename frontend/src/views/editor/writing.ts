// Type or paste it: a sentence, or the numbers of a series.

import { button, h } from "../../dom.ts";
import type { Modality } from "../../modalities/index.ts";
import { textOf } from "../../modalities/words.ts";
import type { SpaceStore } from "../../store.ts";
import { csvOf } from "../saving.ts";
import type { EditSession } from "./session.ts";
import type { Source } from "./source.ts";

export function createWriting(store: SpaceStore, session: EditSession): Source {
  const { modality } = store.description;
  const isText = modality.kind === "text";
  const field = h("textarea", "lw-writing-field", {
    rows: isText ? 3 : 8,
    "aria-label": isText ? "Your sentence" : "Your numbers",
    placeholder: isText ? "Type a sentence …" : hintOf(modality),
    spellcheck: "false",
    maxlength: isText ? 20_000 : 2_000_000,
  });
  const send = () => void session.place({ text: field.value });
  field.addEventListener("keydown", (event) => {
    // The field's own undo, and not that of the code.
    if (event.ctrlKey || event.metaKey) event.stopPropagation();
    const goes = event.key === "Enter" && (isText ? !event.shiftKey : event.ctrlKey);
    if (!goes) return;
    event.preventDefault();
    send();
  });
  const start = () => {
    const { frame } = store;
    if (!frame || !("values" in frame)) return;
    if (modality.kind === "text") field.value = textOf(frame.values, modality);
    if (modality.kind === "series") field.value = csvOf(frame.values, modality);
    field.focus();
  };
  return {
    title: isText ? "Type" : "Paste",
    element: h(
      "div",
      "lw-writing",
      {},
      field,
      h(
        "span",
        "lw-editor-buttons",
        {},
        button("Encode", send, {}, "lw-button lw-primary"),
        button("Start from what is shown", start),
      ),
    ),
    dispose: () => {},
  };
}

function hintOf(modality: Modality): string {
  if (modality.kind !== "series") return "";
  const { channels, steps } = modality;
  const names = channels.slice(0, 4).join(", ");
  return `One line a step, ${steps} in all: ${names}${channels.length > 4 ? ", …" : ""}`;
}

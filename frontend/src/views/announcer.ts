// Reads the change out, for those who do not see it: once, when the hand rests.

import { h, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import { textOf, wordsOf } from "../modalities/words.ts";
import type { SpaceStore } from "../store.ts";
import { placeOf, stoppedWords } from "../words.ts";

const REST_MS = 600;

function sentence(store: SpaceStore): string {
  const { about, colour, confidence, description, status } = store;
  if (!status.connected) return stoppedWords(status);
  if (!about) return status.notice ?? "";
  const { index } = about.nearest;
  const category =
    colour?.kind === "categorical" ? colour.categories[colour.values[index] ?? -1] : "";
  const noun = description.from_data ? "sample" : "code";
  const known = confidence?.isPast === false ? confidence : null;
  const label = category ? `, ${colour?.name} ${category}` : "";
  return `Decoded${readText(store)}; nearest ${noun} ${index}${label}; ${placeOf(known ?? about, known?.gap, description.from_data).words}`;
}

/** Of a text what it says, and whether it is one. */
function readText({ description: { modality }, frame }: SpaceStore): string {
  if (modality.kind !== "text" || !frame || !("values" in frame)) return "";
  const isForm = wordsOf(frame.values, modality).every((word) => word.isForm);
  return `: ${textOf(frame.values, modality)}${isForm ? "" : " (no form of the grammar)"}`;
}

export function createAnnouncer(store: SpaceStore): { element: HTMLElement; dispose: Cleanup } {
  const element = h("div", "lw-spoken", { "aria-live": "polite", role: "status" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(element, sentence(store)), REST_MS);
  };
  const cleanups = [store.on("about", wait), store.on("z", wait)];
  return {
    element,
    dispose: () => {
      clearTimeout(timer);
      for (const cleanup of cleanups) cleanup();
    },
  };
}

// A picture of one's own: chosen, sent to the kernel, placed in the space, compared with what the
// model makes of it.

import { button, h, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Picture, Placement, PlacementProgress } from "../protocol.ts";
import { createRenderer } from "../renderers/index.ts";
import type { SpaceStore } from "../store.ts";
import { boxOf } from "./output-box.ts";

const LARGEST_FILE = 7 * 2 ** 20; // bytes, as the kernel takes them
const TYPES = "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff";

/** Pictures only; an exported page, which names the maps it holds, has no Python to find a code. */
export const canPlace = ({ description }: SpaceStore): boolean =>
  description.modality.kind === "image" && !description.maps;

export function createPlacing(store: SpaceStore): { element: HTMLElement; dispose: Cleanup } {
  const original = createFigure(store, "your picture");
  const found = createFigure(store, "what the model makes of it");
  const figures = h("div", "lw-placing-figures", { hidden: true }, original.element, found.element);
  const bar = h("progress", "lw-placing-bar", { max: 1, "aria-label": "Search for the code" });
  const words = h("span", "lw-placing-words", { role: "status" });
  const input = h("input", "", { type: "file", accept: TYPES, hidden: true });
  const choose = button("Place a picture…", () => input.click(), {
    title: "Find the code of a picture of your own",
  });
  const cancel = button("Cancel", () => abort?.abort(), { hidden: true });
  let abort: AbortController | null = null;

  const setBusy = (busy: boolean) => {
    choose.disabled = busy;
    cancel.hidden = !busy;
    bar.hidden = !busy;
    bar.removeAttribute("value");
  };
  const onProgress = ({ step, total, error, picture }: PlacementProgress) => {
    bar.max = total;
    bar.value = step;
    setText(words, `searching, error ${error.toFixed(4)}`);
    found.show(picture, "the nearest so far");
    figures.hidden = false;
  };
  const onFound = (placement: Placement) => {
    original.show(placement.original, "your picture");
    found.show(placement.reconstruction, "what the model makes of it");
    figures.hidden = false;
    setText(words, errorWords(placement));
    store.setZ(placement.z, "sample");
    store.settle();
  };
  const place = async (file: File) => {
    if (file.size > LARGEST_FILE) {
      const size = (file.size / 2 ** 20).toFixed(1);
      return setText(words, `This file has ${size} MiB: choose one of at most 7 MiB.`);
    }
    const mine = new AbortController();
    abort = mine;
    setBusy(true);
    setText(words, "reading …");
    original.empty();
    found.empty();
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const options = {
        signal: mine.signal,
        onProgress: (progress: unknown) => onProgress(progress as PlacementProgress),
      };
      onFound(await store.request("place", { file: bytes }, options));
    } catch (error) {
      setText(words, mine.signal.aborted ? "stopped" : (error as Error).message);
      figures.hidden = true;
    } finally {
      if (abort === mine) {
        abort = null;
        setBusy(false);
      }
    }
  };
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again
    if (file) void place(file);
  });
  setBusy(false);
  const element = h(
    "div",
    "lw-placing",
    {},
    h("div", "lw-placing-row", {}, choose, input, bar, cancel),
    words,
    figures,
  );
  return {
    element,
    dispose: () => {
      abort?.abort();
      original.dispose();
      found.dispose();
    },
  };
}

/** How well it agrees, against what the model makes of what it knows. */
function errorWords({ error, scale, scale_label, method }: Placement): string {
  const how = method === "encoder" ? "encoded" : "found by optimisation";
  const said = `${how}: error ${error.toFixed(4)}`;
  if (!(scale > 0)) return said;
  const times = error / scale;
  const share = times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString("en");
  return `${said}, ${share} times that of ${scale_label}`;
}

function createFigure(store: SpaceStore, name: string) {
  const renderer = createRenderer(store.description.modality, { compact: true, label: name });
  const box = h("div", "lw-figure-box", boxOf(store.description.modality));
  box.append(renderer.element);
  const caption = h("figcaption", "", {}, name);
  return {
    element: h("figure", "lw-figure", {}, box, caption),
    show(picture: Picture, text: string) {
      box.classList.add("lw-filled");
      renderer.show(picture);
      setText(caption, text);
    },
    empty() {
      box.classList.remove("lw-filled");
    },
    dispose: () => renderer.dispose(),
  };
}

// Beside the decoded picture: the nearest sample, the chosen one and its reconstruction.

import { h, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Picture } from "../protocol.ts";
import { createRenderer } from "../renderers/index.ts";
import { sampleName } from "../sample-names.ts";
import { soundOf } from "../sound/library.ts";
import type { SpaceStore } from "../store.ts";
import { boxOf } from "./output-box.ts";
import { type Dragged, makeDraggable } from "./slots/index.ts";

export interface Figure {
  element: HTMLElement;
  box: HTMLElement;
  /** `without`: what stands in the place of a picture that is not there. */
  show(picture: Picture | null, caption: string, without?: string): void;
  dispose(): void;
}

export function createFigure(
  store: SpaceStore,
  name: string,
  empty: string,
  asButton = false,
): Figure {
  const { modality } = store.description;
  const renderer = createRenderer(modality, { compact: true, label: name, ...soundOf(store) });
  const { controls } = renderer;
  const words = h("span", "lw-figure-empty", {}, empty);
  const shape = boxOf(modality);
  const box = asButton
    ? h("button", "lw-figure-box", { ...shape, type: "button", disabled: true })
    : h("div", "lw-figure-box", shape);
  box.append(words, renderer.element);
  const caption = h("figcaption", "", {}, name);
  let shown: Picture | null = null;
  return {
    element: h("figure", "lw-figure", {}, box, ...(controls ? [controls] : []), caption),
    box,
    show(picture, text, without = "not kept") {
      box.classList.toggle("lw-filled", picture !== null);
      if (!picture) setText(words, without);
      else if (picture !== shown) renderer.show(picture);
      shown = picture ?? shown;
      setText(caption, text);
    },
    dispose: () => renderer.dispose(),
  };
}

export function createSamples(store: SpaceStore): { element: HTMLElement; dispose: Cleanup } {
  const { can_encode, from_data, has_samples, modality } = store.description;
  // A lone generator has no samples of its own: its map is made of codes, and these are decoded.
  const kind = from_data ? "nearest sample" : "nearest sampled code, decoded";
  const rebuiltNote = has_samples ? "" : ", decoded";
  const named = (index: number) =>
    from_data ? `nearest sample\u00a0${index}${rebuiltNote}` : kind;
  const nearest = createFigure(store, kind, "…", true);
  const figures = [nearest];
  const chosen = has_samples ? createFigure(store, "chosen", "none chosen") : null;
  const rebuilt = chosen && can_encode ? createFigure(store, "its reconstruction", "–") : null;
  if (chosen) figures.push(chosen);
  if (rebuilt) figures.push(rebuilt);

  const draggedAs = (index: number | undefined): Dragged | null =>
    index === undefined ? null : { name: sampleName(index), kind: "sample" };
  makeDraggable(store, nearest.box, () => draggedAs(store.about?.nearest.index));
  if (chosen) makeDraggable(store, chosen.box, () => draggedAs(store.chosen?.index));

  const showNearest = () => {
    nearest.box.toggleAttribute("disabled", !store.about);
    if (!store.about) {
      nearest.box.title = "";
      return nearest.show(null, kind, "…");
    }
    const { index, picture } = store.about.nearest;
    nearest.show(picture, named(index));
    nearest.box.title = `Go to sample ${index}`;
  };
  const showChosen = () => {
    const sample = store.chosen;
    if (!sample) {
      chosen?.show(null, "chosen", "none chosen");
      rebuilt?.show(null, "its reconstruction", "–");
      chosen?.element.removeAttribute("title");
      return;
    }
    const label = sample.label === null ? "" : `, label\u00a0${sample.label}`;
    chosen?.show(sample.picture, `chosen ${sample.index}${label}`);
    rebuilt?.show(sample.reconstruction, "its reconstruction");
    if (!chosen) return;
    chosen.element.title = sample.attributes.map(([name, text]) => `${name}: ${text}`).join("\n");
  };
  nearest.box.addEventListener("click", () => {
    if (store.about) store.chooseSample(store.about.nearest.index);
  });
  const cleanups = [store.on("about", showNearest), store.on("chosen", showChosen)];
  showNearest();
  showChosen();
  return {
    element: h(
      "div",
      "lw-three",
      { "data-kind": modality.kind },
      ...figures.map((figure) => figure.element),
    ),
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
      for (const figure of figures) figure.dispose();
    },
  };
}

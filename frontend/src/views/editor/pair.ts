// Before and after side by side, for all that cannot lie on one another.

import { h } from "../../dom.ts";
import type { Picture } from "../../protocol.ts";
import { createRenderer } from "../../renderers/index.ts";
import { soundOf } from "../../sound/library.ts";
import type { SpaceStore } from "../../store.ts";
import { boxOf } from "../output-box.ts";
import type { Comparison } from "./wipe.ts";

export function createPair(store: SpaceStore): Comparison {
  const before = createSide(store, "before");
  const after = createSide(store, "after");
  let first: Picture | null = null;
  return {
    element: h("div", "lw-pair", {}, before.element, after.element),
    grip: before.caption,
    showBefore(picture) {
      first = picture;
      before.renderer.show(picture);
    },
    // What differs from one's own is marked, as elsewhere what differs from the last rest.
    showAfter: (picture) => after.renderer.show(picture, { before: first }),
    dispose: () => {
      before.renderer.dispose();
      after.renderer.dispose();
    },
  };
}

function createSide(store: SpaceStore, name: "before" | "after") {
  const { modality, name: space } = store.description;
  const label = name === "before" ? "Yours" : "Yours, edited";
  const renderer = createRenderer(modality, {
    label,
    name: `${space} ${name}`,
    reference: "edit",
    ...soundOf(store),
  });
  const box = h("div", "lw-pair-box", boxOf(modality), renderer.element);
  const caption = h("figcaption", "", {}, name);
  return { element: h("figure", "lw-figure", {}, caption, box), caption, renderer };
}

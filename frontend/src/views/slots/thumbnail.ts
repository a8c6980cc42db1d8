// What the code in a slot decodes to, small.

import { sameArray } from "../../arrays.ts";
import { h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { tileElements } from "../tiles.ts";
import type { Operand } from "./operand.ts";

const SIZE = 84; // CSS pixels, as of slots.css

export interface Thumbnail {
  readonly element: HTMLElement;
  /** Shows what an operand decodes to, soon: what stood there stays until then. */
  show(operand: Operand | null): void;
  dispose(): void;
}

/** `empty` stands where there is no operand; a step along a direction is no output: an arrow. */
export function createThumbnail(store: SpaceStore, empty = "+"): Thumbnail {
  const element = h("span", "lw-thumbnail", { "aria-hidden": "true" });
  let shown: Float32Array | null = null;
  let abort: AbortController | null = null;
  const stop = () => {
    abort?.abort();
    abort = null;
  };
  const decode = async (z: Float32Array) => {
    const mine = new AbortController();
    abort = mine;
    const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
    try {
      const sheet = await store.tiles(z, { columns: 1, size }, { signal: mine.signal });
      const [tile] = await tileElements(sheet, 1);
      if (!mine.signal.aborted && tile) element.replaceChildren(tile);
    } catch {
      // The name stands under it; why nothing can be decoded is said by the decoded view.
      if (!mine.signal.aborted) element.replaceChildren("·");
    }
  };
  return {
    element,
    show(operand) {
      if (operand && operand.kind !== "direction") {
        if (shown && sameArray(shown, operand.z)) return;
        stop();
        shown = operand.z;
        void decode(operand.z);
        return;
      }
      stop();
      shown = null;
      element.replaceChildren(operand ? "→" : empty);
    },
    dispose: stop,
  };
}

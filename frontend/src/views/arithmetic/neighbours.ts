// The real samples nearest to the result, so that one sees what the sum came to.

import { button, h, setText } from "../../dom.ts";
import { sampleName } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";
import { makeDraggable } from "../slots/index.ts";
import { tileElements } from "../tiles.ts";

const MOST = 6;
const SIZE = 56; // CSS pixels

export interface Neighbours {
  readonly element: HTMLElement;
  /** Shows those nearest to `z`, without the samples that are part of the sum. */
  show(z: Float32Array, leftOut: readonly number[]): Promise<void>;
  dispose(): void;
}

export function createNeighbours(store: SpaceStore): Neighbours {
  const noun = store.description.has_samples ? "samples" : "sampled codes";
  const title = h("h4", "lw-subtitle", {}, `Nearest ${noun} to the result`);
  const note = h("p", "lw-soft lw-small", {});
  const list = h("div", "lw-neighbours-list", { role: "list" });
  const element = h("div", "lw-neighbours", { hidden: true }, title, list, note);
  let abort: AbortController | null = null;
  return {
    element,
    async show(z, leftOut) {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      const { signal } = mine;
      const out = [...new Set(leftOut)];
      const wish = { z, k: MOST, ...(out.length > 0 ? { left_out: Uint32Array.from(out) } : {}) };
      try {
        const { indices, distances } = await store.request("nearest", wish, { signal });
        if (signal.aborted || indices.length === 0) return;
        const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
        const sheet = await store.request("thumbnails", { indices, size }, { signal });
        const tiles = await tileElements(sheet, indices.length);
        if (signal.aborted) return;
        const figures = Array.from(indices, (index, i) =>
          neighbour(store, index, distances[i] as number, tiles[i]),
        );
        list.replaceChildren(...figures);
        setText(note, said(out));
        element.hidden = false;
      } catch (error) {
        if (signal.aborted) return;
        list.replaceChildren();
        setText(note, `They cannot be shown: ${(error as Error).message}.`);
        element.hidden = false;
      }
    },
    dispose: () => abort?.abort(),
  };
}

function neighbour(
  store: SpaceStore,
  index: number,
  distance: number,
  tile: HTMLElement | undefined,
): HTMLElement {
  const far = distance.toPrecision(2);
  const label = `Go to sample ${index}, ${far} away`;
  const go = button("", () => store.chooseSample(index), { "aria-label": label, title: label });
  go.className = "lw-neighbour";
  if (tile) go.append(tile);
  go.append(h("span", "lw-small lw-soft", {}, `${index} · ${far}`));
  makeDraggable(store, go, () => ({ name: sampleName(index), kind: "sample" }));
  return h("div", "", { role: "listitem" }, go);
}

/** As in the figures of the literature, what went in would often come first: it is left out. */
function said(leftOut: readonly number[]): string {
  if (leftOut.length === 0) return "The number under each is its distance to the result.";
  const named = leftOut.slice(0, 4).join(", ") + (leftOut.length > 4 ? ", …" : "");
  const what = leftOut.length > 1 ? `samples ${named} are` : `sample ${named} is`;
  return `Part of the sum and left out: ${what} not counted among them.`;
}

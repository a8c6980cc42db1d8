// Small pictures of samples, each a button that goes there.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { tileElements } from "../tiles.ts";

const SIZE = 56; // CSS pixels

export interface SampleRow {
  readonly element: HTMLElement;
  /** Shows samples; `captions` stand under them, where they are given. */
  show(indices: Uint32Array, captions?: readonly string[]): Promise<void>;
  dispose(): void;
}

export function createSampleRow(
  store: SpaceStore,
  title: string,
  empty: string,
  onChoose: (index: number) => void,
): SampleRow {
  const heading = h("h4", "lw-subtitle", {}, title);
  const list = h("div", "lw-compared-list", { role: "list", "aria-label": title });
  const note = h("p", "lw-soft lw-small", {});
  const element = h("div", "lw-compared-row", {}, heading, list, note);
  let abort: AbortController | null = null;
  return {
    element,
    async show(indices, captions = []) {
      abort?.abort();
      abort = new AbortController();
      const { signal } = abort;
      setText(heading, indices.length ? `${title} (${indices.length})` : title);
      note.hidden = indices.length > 0;
      setText(note, empty);
      if (indices.length === 0) {
        list.replaceChildren();
        return;
      }
      try {
        const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
        const sheet = await store.request("thumbnails", { indices, size }, { signal });
        const tiles = await tileElements(sheet, indices.length);
        if (signal.aborted) return;
        const items = Array.from(indices, (index, i) => {
          const caption = captions[i] ?? String(index);
          const label = captions[i]
            ? `Go to sample ${index}, ${captions[i]}`
            : `Go to sample ${index}`;
          const attributes = { "aria-label": label, title: label };
          const go = button("", () => onChoose(index), attributes, "lw-compared");
          const tile = tiles[i];
          if (tile) go.append(tile);
          go.append(h("span", "lw-small lw-soft", {}, caption));
          return h("div", "", { role: "listitem" }, go);
        });
        list.replaceChildren(...items);
      } catch (error) {
        if (signal.aborted) return;
        list.replaceChildren();
        note.hidden = false;
        setText(note, `They cannot be shown: ${(error as Error).message}.`);
      }
    },
    dispose: () => abort?.abort(),
  };
}

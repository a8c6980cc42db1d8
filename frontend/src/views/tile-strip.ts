// A row of decoded outputs on a canvas, or of texts: what lies along a way through the space.

import { h } from "../dom.ts";
import { drawPicture } from "../renderers/image.ts";
import type { SpaceStore } from "../store.ts";
import { TextStrip } from "./text-strip.ts";

export interface TileStrip {
  element: HTMLElement;
  /** Decodes flat `codes` and shows them from left to right; what stood there stays until then. */
  show(codes: Float32Array, options?: { signal?: AbortSignal | undefined }): Promise<void>;
}

export function createTileStrip(
  store: SpaceStore,
  { height, label }: { height: number; label: string },
): TileStrip {
  const { latent_size, modality } = store.description;
  const canvas = h("canvas", "lw-tile-strip-canvas");
  const texts = modality.kind === "text" ? new TextStrip() : null;
  const element = h(
    "div",
    "lw-tile-strip",
    { role: "img", "aria-label": label },
    texts?.element ?? canvas,
  );
  element.style.height = `${height}px`;
  return {
    element,
    async show(codes, { signal } = {}) {
      const columns = codes.length / latent_size;
      const size = height * Math.min(2, Math.ceil(devicePixelRatio));
      const strips = await store.tiles(codes, { columns, size }, { signal });
      if (signal?.aborted) return;
      if ("texts" in strips) {
        texts?.show(strips.texts, element.clientWidth);
        return;
      }
      await drawPicture(canvas, strips.atlas, signal);
      if (!signal?.aborted) canvas.dataset.shown = "true";
    },
  };
}

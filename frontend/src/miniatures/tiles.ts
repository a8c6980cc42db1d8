// Many outputs, small: a sheet of tiles, or their texts.

import type { Modality } from "../modalities/index.ts";
import { textOf } from "../modalities/words.ts";
import { type AtlasOptions, atlas } from "../pixels/atlas.ts";
import type { Pixels, Strips } from "../protocol.ts";
import { miniaturePainter, tileAspect } from "./index.ts";

export type Tiles = Pixels | { texts: string[] };

/** `outputOf`: the canonical output of each of `n`; asked for once each. */
export function tilesOf(
  n: number,
  outputOf: (i: number) => Float32Array,
  modality: Modality,
  options: AtlasOptions,
): Tiles {
  if (modality.kind === "text") {
    return { texts: Array.from({ length: n }, (_, i) => textOf(outputOf(i), modality)) };
  }
  if (modality.kind === "image") return sheet(n, outputOf, modality, options);
  const { paint, ...shape } = miniaturePainter(modality, options.size);
  return sheet(n, (i) => paint(outputOf(i)), shape, options);
}

function sheet(...given: Parameters<typeof atlas>): Pixels {
  const { pixels, notFinite, width, height } = atlas(...given);
  const bytes = new Uint8Array(pixels.buffer);
  return { pixels: bytes, encoding: "rgba8", width, height, not_finite: notFinite };
}

/** What `tiles` of the protocol answers, of tiles made in the page. */
export function stripsOf(
  tiles: Tiles,
  grid: { columns: number; rows: number; size: number; square: boolean },
  modality: Modality,
): Strips {
  const { columns, rows, size, square } = grid;
  const shape = { columns, rows, size, aspect: square ? 1 : tileAspect(modality) };
  return "texts" in tiles ? { ...tiles, ...shape } : { atlas: tiles, ...shape };
}

// Raw outputs to what the page shows: one, or many as tiles.

import { type Tiles, tilesOf } from "../miniatures/tiles.ts";
import { toRgba } from "../modalities/image.ts";
import {
  canonical,
  notFinite,
  type RawModality,
  rawLengthOf,
  shapeOf,
} from "../modalities/index.ts";
import type { AtlasOptions } from "../pixels/atlas.ts";
import type { Picture } from "../protocol.ts";

/** An image is painted here, so that the page's own thread has it as its canvas takes it. */
export function pictureOf(raw: Float32Array, modality: RawModality): Picture {
  if (modality.kind !== "image") {
    const values = canonical(raw, modality);
    return { values, not_finite: notFinite(values) };
  }
  const { width, height } = modality;
  const { pixels, notFinite: not_finite } = toRgba(raw, modality);
  return { pixels: new Uint8Array(pixels.buffer), encoding: "rgba8", width, height, not_finite };
}

/** Canonical outputs, one after another as the raw ones. */
export function canonicalAll(raw: Float32Array, modality: RawModality): Float32Array {
  const length = rawLengthOf(modality);
  const size = shapeOf(modality).reduce((product, extent) => product * extent, 1);
  const n = raw.length / length;
  const all = new Float32Array(n * size);
  for (let i = 0; i < n; i++) {
    all.set(canonical(raw.subarray(i * length, (i + 1) * length), modality), i * size);
  }
  return all;
}

/** Of outputs that lie one after another. */
export function rawTiles(raw: Float32Array, modality: RawModality, options: AtlasOptions): Tiles {
  const length = rawLengthOf(modality);
  const outputOf = (i: number) => {
    return canonical(raw.subarray(i * length, (i + 1) * length), modality);
  };
  return tilesOf(raw.length / length, outputOf, modality, options);
}

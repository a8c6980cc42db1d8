// A model's raw output to a canonical picture, to the last bit as latentwidgets/modalities/image.py:
// (H, W, C), float32 in [0, 1], NaN for what the model did not compute.

import { type Painted, paint } from "../pixels/paint.ts";

export interface ImageModality {
  kind: "image";
  height: number;
  width: number;
  channels: number;
}

export type RawLayout = "CHW" | "HWC" | "HW" | "flat" | "flat-CHW";

/** How one raw output is arranged, and the raw values that mean 0 and 1. */
export interface RawImage extends ImageModality {
  layout: RawLayout;
  value_range: [low: number, high: number];
}

/** Values outside the range are clipped; an infinite value becomes NaN. */
export function canonicalImage(raw: Float32Array, modality: RawImage): Float32Array {
  const channels = channelsOf(raw, modality);
  const { low, span } = rangeOf(modality);
  const image = new Float32Array(raw.length);
  // Values that lie in order are one plane, whatever their channels.
  const planes = isPlanar(modality) ? channels : 1;
  for (let plane = 0, from = 0; plane < planes; plane++) {
    for (let to = plane; to < image.length; to += planes, from++) {
      const value = raw[from] as number;
      // Rounded to float32 after each step, as numpy does.
      const share = Math.fround(Math.fround(value - low) / span);
      // The difference is 0, or NaN where the value is infinite; branches would take twice as long.
      image[to] = Math.min(Math.max(share, 0), 1) + (value - value);
    }
  }
  return image;
}

/** One raw output as it is shown; pixels that are not finite are counted, and marked. */
export function toRgba(raw: Float32Array, modality: RawImage): Painted {
  const { height, width } = modality;
  const channels = channelsOf(raw, modality);
  return paint(raw, height, width, channels, {
    isPlanar: isPlanar(modality),
    ...rangeOf(modality),
  });
}

function channelsOf(raw: Float32Array, { height, width, channels }: RawImage): number {
  if (raw.length === height * width * channels) return channels;
  throw new RangeError(`${raw.length} numbers for a picture of ${height} × ${width} × ${channels}`);
}

function isPlanar({ layout }: RawImage): boolean {
  return layout === "CHW" || layout === "flat-CHW";
}

function rangeOf({ value_range: [low, high] }: RawImage): { low: number; span: number } {
  return { low: Math.fround(low), span: Math.fround(high - low) };
}

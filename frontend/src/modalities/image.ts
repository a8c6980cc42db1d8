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
  const { height, width, channels } = modality;
  const pixels = paintAtOnce(raw, modality);
  if (pixels) return { pixels, notFinite: 0 };
  return paint(canonicalImage(raw, modality), height, width, channels);
}

/** The same, quicker by a third: null where a value may have to be marked. */
function paintAtOnce(raw: Float32Array, modality: RawImage): Uint8ClampedArray<ArrayBuffer> | null {
  const channels = channelsOf(raw, modality);
  const { low, span } = rangeOf(modality);
  const area = raw.length / channels;
  const pixels = new Uint8ClampedArray(4 * area).fill(255);
  for (let channel = 0; channel < channels; channel++) {
    const [from, step] = isPlanar(modality) ? [channel * area, 1] : [channel, channels];
    if (!paintChannel(raw, from, step, pixels, channel, low, span)) return null;
  }
  if (channels === 1) spreadGrey(new Uint32Array(pixels.buffer));
  return pixels;
}

/** Whether all shares of the range are finite. A loop of its own, of which the browser makes better code. */
function paintChannel(
  raw: Float32Array,
  from: number,
  step: number,
  pixels: Uint8ClampedArray,
  channel: number,
  low: number,
  span: number,
): boolean {
  let missing = 0;
  for (let to = channel, at = from; to < pixels.length; to += 4, at += step) {
    const share = Math.fround(Math.fround((raw[at] as number) - low) / span);
    missing += share * 0; // NaN where the share is not finite
    pixels[to] = Math.fround(share * 255); // clipped and rounded, halves to even, by the array
  }
  return missing === 0;
}

/** From the first byte of each pixel to the two after it. */
function spreadGrey(words: Uint32Array): void {
  for (let pixel = 0; pixel < words.length; pixel++) {
    words[pixel] = ((words[pixel] as number) & 255) * 0x10101 + 0xff000000;
  }
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

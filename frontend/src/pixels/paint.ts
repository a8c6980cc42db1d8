// Canonical pictures to what a canvas takes, as latentwidgets/modalities/payload.py.

import { rint } from "../rounding.ts";

const FEW = 16; // alone, a black mark would hide in a dark picture

export interface Painted {
  /** RGBA, 8 bits, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Number of pixels with a value that is NaN. */
  notFinite: number;
}

/** Quantise a canonical picture; pixels with NaN become a checker of magenta and black. */
export function paint(
  image: Float32Array,
  height: number,
  width: number,
  channels: number,
): Painted {
  const pixels = new Uint8ClampedArray(height * width * 4);
  const bytes = new Uint8Array(pixels.buffer);
  const missing =
    channels === 1
      ? paintGrey(image, bytes)
      : channels === 3
        ? paintRgb(image, bytes)
        : paintRgba(image, bytes);
  const cell = missing.length < FEW ? 0 : Math.max(1, Math.floor(Math.min(height, width) / 16));
  for (const pixel of missing) {
    const row = Math.floor(pixel / width);
    const isBlack = cell > 0 && (Math.floor(row / cell) + Math.floor((pixel % width) / cell)) % 2;
    const level = isBlack ? 0 : 255;
    bytes[pixel * 4] = level;
    bytes[pixel * 4 + 1] = 0;
    bytes[pixel * 4 + 2] = level;
    bytes[pixel * 4 + 3] = 255;
  }
  return { pixels, notFinite: missing.length };
}

// Each paints into plain bytes, which are faster than clamped ones, and returns the pixels that have
// a NaN. A loop for each number of channels has no branches within.

/** The level of a value in [0, 1]; the product is float32, as numpy's. */
function quantise(value: number): number {
  return rint(Math.fround(value * 255));
}

function paintGrey(image: Float32Array, pixels: Uint8Array): number[] {
  const missing: number[] = [];
  for (let pixel = 0, to = 0; pixel < image.length; pixel++, to += 4) {
    const grey = image[pixel] as number;
    if (Number.isNaN(grey)) missing.push(pixel);
    const level = quantise(grey);
    pixels[to] = level;
    pixels[to + 1] = level;
    pixels[to + 2] = level;
    pixels[to + 3] = 255;
  }
  return missing;
}

function paintRgb(image: Float32Array, pixels: Uint8Array): number[] {
  const missing: number[] = [];
  for (let from = 0, to = 0; from < image.length; from += 3, to += 4) {
    const red = image[from] as number;
    const green = image[from + 1] as number;
    const blue = image[from + 2] as number;
    if (Number.isNaN(red + green + blue)) missing.push(to / 4);
    pixels[to] = quantise(red);
    pixels[to + 1] = quantise(green);
    pixels[to + 2] = quantise(blue);
    pixels[to + 3] = 255;
  }
  return missing;
}

function paintRgba(image: Float32Array, pixels: Uint8Array): number[] {
  const missing: number[] = [];
  for (let from = 0; from < image.length; from += 4) {
    const red = image[from] as number;
    const green = image[from + 1] as number;
    const blue = image[from + 2] as number;
    const alpha = image[from + 3] as number;
    if (Number.isNaN(red + green + blue + alpha)) missing.push(from / 4);
    pixels[from] = quantise(red);
    pixels[from + 1] = quantise(green);
    pixels[from + 2] = quantise(blue);
    pixels[from + 3] = quantise(alpha);
  }
  return missing;
}

// Pictures to what a canvas takes, as latentwidgets/modalities/payload.py.

const FEW = 16; // alone, a black mark would hide in a dark picture

export interface Painted {
  /** RGBA, 8 bits, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Number of pixels with a value that is NaN. */
  notFinite: number;
}

/** How values lie, and which are black and white. */
export interface Arrangement {
  /** Each channel is a plane of its own; else the channels of a pixel lie together. */
  isPlanar: boolean;
  low: number;
  span: number;
}

const CANONICAL: Arrangement = { isPlanar: false, low: 0, span: 1 };

/** Quantise a picture; pixels with a value that is not finite become a checker of magenta and black. */
export function paint(
  values: Float32Array,
  height: number,
  width: number,
  channels: number,
  arrangement: Arrangement = CANONICAL,
): Painted {
  const area = height * width;
  const pixels = new Uint8ClampedArray(4 * area).fill(255);
  let isWhole = true;
  for (let channel = 0; channel < channels; channel++) {
    const [from, step] = arrangement.isPlanar ? [channel * area, 1] : [channel, channels];
    isWhole = paintChannel(values, from, step, pixels, channel, arrangement) && isWhole;
  }
  if (channels === 1) spreadGrey(new Uint32Array(pixels.buffer));
  const missing = isWhole ? [] : missingOf(values, area, channels, arrangement);
  mark(pixels, missing, height, width);
  return { pixels, notFinite: missing.length };
}

/** Whether all shares of the range are finite. A loop of its own, of which the browser makes better code. */
function paintChannel(
  values: Float32Array,
  from: number,
  step: number,
  pixels: Uint8ClampedArray,
  channel: number,
  { low, span }: Arrangement,
): boolean {
  let missing = 0;
  for (let to = channel, at = from; to < pixels.length; to += 4, at += step) {
    // Rounded to float32 after each step, as numpy does.
    const share = Math.fround(Math.fround((values[at] as number) - low) / span);
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

/** The pixels of which the model did not compute a value. */
function missingOf(
  values: Float32Array,
  area: number,
  channels: number,
  { isPlanar, low, span }: Arrangement,
): number[] {
  const missing = new Set<number>();
  for (const [at, value] of values.entries()) {
    const share = Math.fround(Math.fround(value - low) / span);
    if (Number.isFinite(value) && !Number.isNaN(share)) continue;
    missing.add(isPlanar ? at % area : Math.floor(at / channels));
  }
  return [...missing];
}

function mark(pixels: Uint8ClampedArray, missing: number[], height: number, width: number): void {
  const cell = missing.length < FEW ? 0 : Math.max(1, Math.floor(Math.min(height, width) / 16));
  for (const pixel of missing) {
    const row = Math.floor(pixel / width);
    const isBlack = cell > 0 && (Math.floor(row / cell) + Math.floor((pixel % width) / cell)) % 2;
    const level = isBlack ? 0 : 255;
    pixels.set([level, 0, level, 255], 4 * pixel);
  }
}

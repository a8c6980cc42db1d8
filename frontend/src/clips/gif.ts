// Frames to an animated GIF, with one palette for all of them, in slices: the page stays alive.

import { applyPalette, GIFEncoder, quantize } from "gifenc";
import { slicer } from "../pause.ts";

const COLOURS = 256;
const FORMAT = "rgb565";
/** Frames and pixels of each from which the palette is chosen: its time grows with their square. */
const LOOKED_AT = 8;
const PIXELS_OF_EACH = 400;

export interface GifOptions {
  width: number;
  height: number;
  /** Milliseconds for each frame; a GIF counts in hundredths of a second. */
  delay: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** `frame`: the RGBA pixels of each of `n`, asked for twice of some. */
export async function encodeGif(
  n: number,
  frame: (index: number) => Uint8ClampedArray,
  { width, height, delay, signal, onProgress }: GifOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const rest = slicer(signal);
  const palette = quantize(await sample(n, frame, rest), COLOURS, { format: FORMAT });
  const gif = GIFEncoder();
  for (let i = 0; i < n; i++) {
    await rest();
    const index = applyPalette(frame(i), palette, FORMAT);
    const first = i === 0 ? { palette, repeat: 0 } : {};
    gif.writeFrame(index, width, height, { ...first, delay });
    onProgress?.(i + 1, n);
  }
  gif.finish();
  return gif.bytes();
}

async function sample(
  n: number,
  frame: (index: number) => Uint8ClampedArray,
  rest: () => Promise<void>,
): Promise<Uint8Array> {
  const frames = Math.min(n, LOOKED_AT);
  const taken = new Uint8Array(frames * PIXELS_OF_EACH * 4);
  let length = 0;
  for (let k = 0; k < frames; k++) {
    await rest();
    const pixels = frame(Math.round((k * (n - 1)) / Math.max(1, frames - 1)));
    const count = pixels.length / 4;
    const step = Math.max(1, Math.floor(count / PIXELS_OF_EACH));
    for (let i = 0; i < count && length < taken.length; i += step, length += 4) {
      taken.set(pixels.subarray(4 * i, 4 * i + 4), length);
    }
  }
  return taken.subarray(0, length);
}

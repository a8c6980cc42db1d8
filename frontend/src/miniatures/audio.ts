// A sound as a small picture of its waveform, as latentwidgets/modalities/audio.py.

import type { AudioModality } from "../modalities/audio.ts";
import { extremes, gapsOf } from "../sound/clip.ts";
import type { MiniaturePainter } from "./index.ts";
import { PAINTS, strokes } from "./strokes.ts";

export function audioPainter({ samples, channels }: AudioModality, size: number): MiniaturePainter {
  const [width, height] = strokes(size);
  return {
    width,
    height,
    channels: 4,
    paint(values) {
      const image = new Float32Array(width * height * 4);
      const found = extremes(values, channels, width);
      const paint = [...(PAINTS[0] as readonly number[]), 1];
      for (let x = 0; x < width; x++) {
        const [low, high] = [found[2 * x] as number, found[2 * x + 1] as number];
        if (Number.isNaN(low)) continue;
        const top = Math.min(height - 1, Math.max(0, Math.floor(((1 - high) / 2) * height)));
        const bottom = Math.min(height, Math.max(top + 1, Math.ceil(((1 - low) / 2) * height)));
        for (let y = top; y < bottom; y++) image.set(paint, 4 * (y * width + x));
      }
      for (const { from, to } of gapsOf(values, channels)) {
        const left = Math.floor((from * width) / samples);
        const right = Math.max(left + 1, Math.floor((to * width) / samples));
        for (let y = 0; y < height; y++) {
          image.fill(Number.NaN, 4 * (y * width + left), 4 * (y * width + right));
        }
      }
      return image;
    },
  };
}

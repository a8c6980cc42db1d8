// A sound as a small picture: in each column the range of the samples that fall into it.

import type { AudioModality } from "../modalities/audio.ts";
import type { MiniaturePainter } from "./index.ts";
import { COLOURS, fillColumn, rowOf, spanOf, strokes } from "./strokes.ts";

export function audioPainter({ samples, channels }: AudioModality, size: number): MiniaturePainter {
  const [width, height] = strokes(size);
  const colour = COLOURS[0] as readonly number[];
  return {
    width,
    height,
    channels: 4,
    paint(values) {
      const image = new Float32Array(width * height * 4);
      for (let x = 0; x < width; x++) {
        const [first, end] = spanOf(x, width, samples);
        let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (let i = first * channels; i < end * channels; i++) {
          const value = values[i] as number;
          if (value < low) low = value; // a NaN is neither
          if (value > high) high = value;
        }
        if (low > high) continue;
        const rows = [rowOf((1 - high) / 2, height), rowOf((1 - low) / 2, height)] as const;
        fillColumn(image, width, x, rows, colour);
      }
      return image;
    },
  };
}

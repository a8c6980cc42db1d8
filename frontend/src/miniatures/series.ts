// A series as small lines, as `paint_lines` of latentwidgets/modalities/miniatures.py.

import type { SeriesModality } from "../modalities/series.ts";
import type { MiniaturePainter } from "./index.ts";
import { COLOURS, fillColumn, rowOf, strokes } from "./strokes.ts";

/** In each column the range of the values that fall into it; what is NaN is left out. */
export function seriesPainter(modality: SeriesModality, size: number): MiniaturePainter {
  const [width, height] = strokes(size);
  const channels = modality.channels.length;
  const [low, high] = modality.value_range;
  const rowAt = (value: number) => rowOf((high - value) / (high - low), height);
  return {
    width,
    height,
    channels: 4,
    paint(series) {
      const image = new Float32Array(width * height * 4);
      const steps = series.length / channels;
      for (let x = 0; x < width; x++) {
        // The last step is the next column's first: lines do not break.
        const first = Math.floor((x * steps) / width);
        const last = Math.min(Math.floor(((x + 1) * steps) / width), steps - 1);
        for (let channel = 0; channel < channels; channel++) {
          let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
          for (let step = first; step <= last; step++) {
            const value = series[step * channels + channel] as number;
            if (Number.isNaN(value)) continue;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
          if (least > most) continue;
          const colour = COLOURS[channel % COLOURS.length] as readonly number[];
          fillColumn(image, width, x, [rowAt(most), rowAt(least)], colour);
        }
      }
      return image;
    },
  };
}

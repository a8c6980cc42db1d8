// A series as a small picture, as latentwidgets/modalities/series.py.

import type { SeriesModality } from "../modalities/series.ts";
import type { MiniaturePainter } from "./index.ts";

export function seriesPainter(_modality: SeriesModality, size: number): MiniaturePainter {
  const [width, height] = [size, Math.max(1, Math.round((size * 2) / 3))];
  return { width, height, channels: 4, paint: () => new Float32Array(width * height * 4) };
}

// Small pictures of outputs that are none, as `pictures` of latentwidgets/modalities paints them.

import type { Modality } from "../modalities/index.ts";
import { audioPainter } from "./audio.ts";
import { melodyPainter } from "./melody.ts";
import { seriesPainter } from "./series.ts";

export interface MiniaturePainter {
  width: number;
  height: number;
  channels: number;
  /** One canonical output as a picture (H, W, channels) in [0, 1]. */
  paint(values: Float32Array): Float32Array;
}

/** Of an image the picture is the output itself, and of a text there is none. */
type Painted = Exclude<Modality, { kind: "image" | "text" }>;

/** `size`: the longer side in pixels. */
export function miniaturePainter(modality: Painted, size: number): MiniaturePainter {
  switch (modality.kind) {
    case "melody":
      return melodyPainter(modality, size);
    case "audio":
      return audioPainter(modality, size);
    case "series":
      return seriesPainter(modality, size);
  }
}

/** Width by height of a tile of this kind of output; a text's has none of its own. */
export function tileAspect(modality: Modality): number {
  switch (modality.kind) {
    case "image":
      return modality.width / modality.height;
    case "text":
      return 1;
    default: {
      const { width, height } = miniaturePainter(modality, 64);
      return width / height;
    }
  }
}

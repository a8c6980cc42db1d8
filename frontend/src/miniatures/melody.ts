// A melody as a small picture: each pixel the loudest of the cells that it covers.

import type { MelodyModality } from "../modalities/melody.ts";
import { begins, cellOf, sounds } from "../sound/notes.ts";
import type { MiniaturePainter } from "./index.ts";
import { COLOURS, spanOf, strokes } from "./strokes.ts";

const HELD_ALPHA = 0.6;

export function melodyPainter(modality: MelodyModality, size: number): MiniaturePainter {
  const { voices, steps, pitches } = modality;
  const [width, height] = strokes(size);
  const columns = Array.from({ length: width }, (_, x) => spanOf(x, width, steps));
  const rows = Array.from({ length: height }, (_, y) => spanOf(y, height, pitches));

  function loudest(values: Float32Array, voice: number, x: number, y: number): number {
    const [left, right] = columns[x] as [number, number];
    const [top, bottom] = rows[y] as [number, number];
    let found = 0;
    for (let step = left; step < right; step++) {
      for (let row = top; row < bottom; row++) {
        const cell = cellOf(values, modality, voice, step, pitches - 1 - row);
        if (cell > found) found = cell; // NaN is not
      }
    }
    return found;
  }

  return {
    width,
    height,
    channels: 4,
    paint(values) {
      const image = new Float32Array(width * height * 4);
      for (let voice = 0; voice < voices; voice++) {
        const colour = COLOURS[voice % COLOURS.length] as readonly number[];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const cell = loudest(values, voice, x, y);
            if (!sounds(cell)) continue;
            const at = 4 * (y * width + x);
            image.set(colour, at);
            image[at + 3] = begins(cell) ? 1 : HELD_ALPHA;
          }
        }
      }
      return image;
    },
  };
}

// A melody as a small picture, as latentwidgets/modalities/melody.py.

import type { MelodyModality } from "../modalities/melody.ts";
import { missingSteps, notesOf } from "../sound/notes.ts";
import type { MiniaturePainter } from "./index.ts";
import { PAINTS, strokes } from "./strokes.ts";

const HELD = 0.7; // how dense what is held is, beside where it begins

export function melodyPainter(modality: MelodyModality, size: number): MiniaturePainter {
  const { steps, pitches } = modality;
  const [width, height] = strokes(size);
  return {
    width,
    height,
    channels: 4,
    paint(values) {
      const image = new Float32Array(width * height * 4);
      // Notes come by voice: the first one lies over the others.
      for (const { voice, pitch, start, length } of notesOf(values, modality).reverse()) {
        const left = Math.floor((start * width) / steps);
        const right = Math.max(left + 1, Math.floor(((start + length) * width) / steps));
        const top = Math.floor(((pitches - 1 - pitch) * height) / pitches);
        const bottom = Math.min(
          height,
          Math.max(top + 2, Math.floor(((pitches - pitch) * height) / pitches)),
        );
        const paint = PAINTS[voice % PAINTS.length] as readonly number[];
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            image.set([...paint, x === left ? 1 : HELD], 4 * (y * width + x));
          }
        }
      }
      for (const step of missingSteps(values, modality)) {
        const left = Math.floor((step * width) / steps);
        const right = Math.max(left + 1, Math.floor(((step + 1) * width) / steps));
        for (let y = 0; y < height; y++) {
          image.fill(Number.NaN, 4 * (y * width + left), 4 * (y * width + right));
        }
      }
      return image;
    },
  };
}

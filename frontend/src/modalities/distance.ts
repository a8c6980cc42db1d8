// How far two canonical outputs are apart, 0 to 1, as `distance` of each kind in
// latentwidgets/modalities.

import type { Modality } from "./index.ts";
import type { MelodyModality } from "./melody.ts";
import type { TextModality } from "./text.ts";

export function distance(a: Float32Array, b: Float32Array, modality: Modality): number {
  switch (modality.kind) {
    case "image":
      return rootMeanSquare(a, b, 1);
    case "text":
      return unshared(a, b, modality);
    case "melody":
      return changedNotes(a, b, modality);
    case "audio":
      return Math.min(1, rootMeanSquare(a, b, 1));
    case "series": {
      const [low, high] = modality.value_range;
      return Math.min(1, rootMeanSquare(a, b, high - low));
    }
  }
}

/** What was not computed is left out. */
function rootMeanSquare(a: Float32Array, b: Float32Array, scale: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    const change = Math.fround((a[i] as number) - (b[i] as number)) / scale;
    if (!Number.isFinite(change)) continue;
    sum += change * change;
    count += 1;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

/** The probability that the tokens kept do not share, averaged over the positions. */
function unshared(a: Float32Array, b: Float32Array, modality: TextModality): number {
  const { length, alternatives } = modality;
  let sum = 0;
  for (let position = 0; position < length; position++) {
    const at = position * alternatives * 2;
    let [kept, shared] = [0, 0];
    for (let i = 0; i < alternatives; i++) {
      const [id, probability] = [a[at + 2 * i] as number, a[at + 2 * i + 1] as number];
      const other = b[at + 2 * i + 1] as number;
      kept += 0.5 * ((Number.isNaN(probability) ? 0 : probability) + (other || 0));
      for (let j = 0; j < alternatives; j++) {
        const both = Math.min(probability, b[at + 2 * j + 1] as number);
        if (b[at + 2 * j] === id && Number.isFinite(both)) shared += both;
      }
    }
    sum += Math.min(kept, 1) - Math.min(shared, 1);
  }
  return Math.min(1, Math.max(0, sum / length));
}

/** The largest change of a pitch, averaged over steps and voices. */
function changedNotes(a: Float32Array, b: Float32Array, modality: MelodyModality): number {
  const { voices, steps, pitches } = modality;
  let sum = 0;
  for (let row = 0; row < voices * steps; row++) {
    let largest = 0;
    for (let i = row * pitches; i < (row + 1) * pitches; i++) {
      largest = Math.max(largest, Math.abs((a[i] || 0) - (b[i] || 0)));
    }
    sum += largest;
  }
  return sum / (voices * steps);
}

// What the model loses of a text or a melody, token for token, since tokens cannot be added; as
// latentwidgets/spaces/own/sequences.py.

import type { Modality } from "../../modalities/index.ts";
import type { MelodyModality } from "../../modalities/melody.ts";
import type { TextModality } from "../../modalities/text.ts";

export type SequenceModality = TextModality | MelodyModality;

export const isSequence = (modality: Modality): modality is SequenceModality =>
  modality.kind === "text" || modality.kind === "melody";

/** Numbers of one slot: a position of a text, a step of a voice. */
const widthOf = (modality: SequenceModality): number =>
  modality.kind === "text" ? 2 * modality.alternatives : modality.pitches;

/** Of texts the likeliest token counts; what was not computed differs from all. */
function differs(a: Float32Array, b: Float32Array, at: number, modality: SequenceModality) {
  if (modality.kind === "text") return a[at] !== b[at] || (a[at] as number) < 0;
  for (let i = at; i < at + modality.pitches; i++) {
    if (a[i] !== b[i]) return true;
  }
  return false;
}

/** Where two outputs differ, a row for each voice; a text is one. */
export function differingSlots(
  a: Float32Array,
  b: Float32Array,
  modality: SequenceModality,
): boolean[][] {
  const [rows, slots] =
    modality.kind === "text" ? [1, modality.length] : [modality.voices, modality.steps];
  const width = widthOf(modality);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: slots }, (_, slot) =>
      differs(a, b, (row * slots + slot) * width, modality),
    ),
  );
}

/** The tokens decoded now where they are not those decoded before, else one's own. */
export function keptSlots(
  original: Float32Array,
  before: Float32Array,
  now: Float32Array,
  modality: SequenceModality,
): Float32Array {
  const width = widthOf(modality);
  const result = original.slice();
  for (let at = 0; at < now.length; at += width) {
    if (differs(now, before, at, modality)) result.set(now.subarray(at, at + width), at);
  }
  return result;
}

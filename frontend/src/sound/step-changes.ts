// What begins and what ends at one step: found from the notes as they are by then and from what
// still sounds, so that notes may be exchanged at any time, and none is cut, doubled or left over.

import { begins, cellOf, type RollShape, sounds } from "./notes.ts";

export interface StepChanges {
  release: number[];
  /** Each begins anew: where it sounded, it is among `release` too. */
  attack: number[];
}

/**
 * Of one voice, `sounding` being the pitches that sound before `step`; these are updated.
 *
 * A note that is held here and does not sound yet (the melody was exchanged, or play begins in the
 * midst of it) begins here, so that a long note of a new melody is heard at once.
 */
export function stepChanges(
  sounding: Set<number>,
  values: Float32Array,
  shape: RollShape,
  voice: number,
  step: number,
): StepChanges {
  const changes: StepChanges = { release: [], attack: [] };
  for (let pitch = 0; pitch < shape.pitches; pitch++) {
    const cell = cellOf(values, shape, voice, step, pitch);
    const was = sounding.has(pitch);
    if (was && (!sounds(cell) || begins(cell))) {
      changes.release.push(pitch);
      sounding.delete(pitch);
    }
    if (sounds(cell) && !sounding.has(pitch)) {
      changes.attack.push(pitch);
      sounding.add(pitch);
    }
  }
  return changes;
}

// A tune of the reader's own, as an output of a melody model would be; as
// latentwidgets/modalities/tune.py.

import { rint } from "../rounding.ts";
import { notesOf } from "../sound/notes.ts";
import { byStart, type Note } from "../sound/read-midi.ts";
import type { MelodyModality, RawMelody } from "./melody.ts";

const OCTAVE = 12;
const MOST_OCTAVES = 10;

/** The notes of each voice of a grid. */
export function partsOf(values: Float32Array, modality: MelodyModality): Note[][] {
  const { voices, low, steps_per_beat: perBeat } = modality;
  const parts: Note[][] = Array.from({ length: voices }, () => []);
  for (const { voice, pitch, start, length } of notesOf(values, modality)) {
    parts[voice]?.push([start / perBeat, (start + length) / perBeat, low + pitch]);
  }
  return parts;
}

/** `form`: what the model gives. Throws where no grid of its can hold the tune. */
export function fitTune(
  given: readonly (readonly Note[])[],
  modality: MelodyModality,
  form: RawMelody["form"],
): { output: Float32Array; notices: string[] } {
  const { voices, steps, pitches, low, steps_per_beat: perBeat } = modality;
  const notices: string[] = [];
  if (voices > 1 && given.length > voices) {
    throw new Error(`The tune has ${given.length} voices and the model ${voices}: give fewer.`);
  }
  let parts = voices === 1 ? [given.flat().sort(byStart)] : given;
  const beats = steps / perBeat;
  const last = beats - 0.5 / perBeat; // what begins later rounds to no step
  const before = parts.flat().length;
  parts = parts.map((part) => part.filter(([start]) => start < last));
  const late = before - parts.flat().length;
  const length = String(Number(beats.toPrecision(6)));
  if (late) {
    const were = late === 1 ? "was" : "were";
    notices.push(
      `${late} note${late === 1 ? "" : "s"} after the model's ${length} beats ${were} left out.`,
    );
  }
  if (!parts.some((part) => part.length)) {
    throw new Error(`The tune has no note in the model's ${length} beats: begin it earlier.`);
  }
  const octaves = octavesOf(parts, low, pitches);
  if (octaves) {
    const way = octaves > 0 ? "up" : "down";
    const n = Math.abs(octaves);
    notices.push(`It was moved ${way} by ${n} octave${n === 1 ? "" : "s"}.`);
    const move = ([start, end, pitch]: Note): Note => [start, end, pitch + OCTAVE * octaves];
    parts = parts.map((part) => part.map(move));
  }
  if (form !== "roll") {
    const all = parts.flat().length;
    parts = parts.map((part) => oneAtATime(part, perBeat));
    const kept = parts.flat().length;
    if (kept < all) {
      notices.push(`Of notes that begin together the highest was kept: ${kept} of ${all}.`);
    }
  }
  return { output: placed(parts, modality), notices };
}

/** By how many octaves the tune must be moved, as few as can be. */
function octavesOf(parts: readonly (readonly Note[])[], low: number, pitches: number): number {
  const heard = parts.flat().map(([, , pitch]) => pitch);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const pitch of heard) {
    lowest = Math.min(lowest, pitch);
    highest = Math.max(highest, pitch);
  }
  for (let n = 0; n <= MOST_OCTAVES; n++) {
    for (const octaves of n ? [-n, n] : [0]) {
      const moved = OCTAVE * octaves;
      if (low <= lowest + moved && highest + moved < low + pitches) return octaves;
    }
  }
  throw new Error(
    `The tune goes from pitch ${lowest} to ${highest} and the model's ${pitches} pitches from ` +
      `${low} to ${low + pitches - 1}: no octave brings it into that range.`,
  );
}

/** One voice: of notes that begin at one step the highest, each until the next begins. */
function oneAtATime(notes: readonly Note[], perBeat: number): Note[] {
  const highest = new Map<number, Note>();
  for (const note of notes) {
    const step = rint(note[0] * perBeat);
    const other = highest.get(step);
    if (!other || note[2] > other[2]) highest.set(step, note);
  }
  const single = [...highest.values()].sort(byStart);
  return single.map(([start, end, pitch], i) => [
    start,
    Math.min(end, single[i + 1]?.[0] ?? Number.POSITIVE_INFINITY),
    pitch,
  ]);
}

/** Each note sounds for one step at least; what comes after the last step is left out. */
function placed(parts: readonly (readonly Note[])[], modality: MelodyModality): Float32Array {
  const { voices, steps, pitches, low, steps_per_beat: perBeat } = modality;
  const roll = new Float32Array(voices * steps * pitches);
  for (const [voice, part] of parts.entries()) {
    for (const [start, end, pitch] of part) {
      const first = rint(start * perBeat);
      const stop = Math.min(steps, Math.max(first + 1, rint(end * perBeat)));
      for (let step = first; step < stop; step++) {
        roll[(voice * steps + step) * pitches + pitch - low] = step === first ? 1 : 0.5;
      }
    }
  }
  return roll;
}

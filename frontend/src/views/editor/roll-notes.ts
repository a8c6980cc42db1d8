// The notes of a roll that is being written.

import { type Note, notesOf, type RollShape } from "../../sound/notes.ts";

export class RollNotes {
  all: Note[] = [];
  readonly #shape: RollShape;

  constructor(shape: RollShape) {
    this.#shape = shape;
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** The note that sounds in a cell. */
  at(voice: number, step: number, pitch: number): Note | undefined {
    return this.all.find(
      (note) =>
        note.voice === voice &&
        note.pitch === pitch &&
        note.start <= step &&
        step < note.start + note.length,
    );
  }

  add(voice: number, step: number, pitch: number): void {
    this.all.push({ voice, pitch, start: step, length: 1 });
  }

  remove(voice: number, step: number, pitch: number): void {
    const note = this.at(voice, step, pitch);
    this.all = this.all.filter((other) => other !== note);
  }

  /** Makes the note that begins at `step` last until `to`, that step with it. */
  stretch(voice: number, step: number, pitch: number, to: number): void {
    const note = this.at(voice, step, pitch);
    if (!note) return;
    const others = this.all.filter(
      (other) => other !== note && other.voice === voice && other.pitch === pitch,
    );
    const next = Math.min(
      this.#shape.steps,
      ...others.map(({ start }) => start).filter((start) => start > note.start),
    );
    note.length = Math.min(Math.max(1, to - note.start + 1), next - note.start);
  }

  lengthen(voice: number, step: number, pitch: number): void {
    const note = this.at(voice, step, pitch);
    if (note) this.stretch(voice, note.start, pitch, note.start + note.length);
  }

  clear(): void {
    this.all = [];
  }

  read(values: Float32Array): void {
    this.all = notesOf(values, this.#shape);
  }

  /** As the grid of an output: 1 where a note begins, 0.5 where it is held. */
  values(): Float32Array {
    const { voices, steps, pitches } = this.#shape;
    const values = new Float32Array(voices * steps * pitches);
    for (const { voice, pitch, start, length } of this.all) {
      for (let step = start; step < start + length; step++) {
        values[(voice * steps + step) * pitches + pitch] = step === start ? 1 : 0.5;
      }
    }
    return values;
  }
}

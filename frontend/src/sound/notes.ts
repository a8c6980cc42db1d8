// A melody's grid, (voices, steps, pitches) with 0 silent, 0.5 held, 1 onset, read as notes.

export interface RollShape {
  voices: number;
  steps: number;
  pitches: number;
}

/** `pitch` counts from the lowest of the grid; it sounds in steps `start` .. `start + length - 1`. */
export interface Note {
  voice: number;
  pitch: number;
  start: number;
  length: number;
}

/** The cell of a step in a grid; NaN where the model gave nothing. */
export function cellOf(
  values: Float32Array,
  shape: RollShape,
  voice: number,
  step: number,
  pitch: number,
): number {
  return values[(voice * shape.steps + step) * shape.pitches + pitch] as number;
}

const HELD = 0.25;
const ONSET = 0.75;

/** Whether a cell sounds; of NaN it does not. */
export const sounds = (cell: number): boolean => cell > HELD;
/** Whether a note begins in a cell. */
export const begins = (cell: number): boolean => cell > ONSET;

/** All notes, by voice, then by their start; one that is held from nothing begins where it is seen. */
export function notesOf(values: Float32Array, shape: RollShape): Note[] {
  const notes: Note[] = [];
  for (let voice = 0; voice < shape.voices; voice++) {
    const open: (Note | undefined)[] = new Array(shape.pitches);
    for (let step = 0; step < shape.steps; step++) {
      for (let pitch = 0; pitch < shape.pitches; pitch++) {
        const cell = cellOf(values, shape, voice, step, pitch);
        const note = open[pitch];
        if (!sounds(cell)) {
          open[pitch] = undefined;
        } else if (note && !begins(cell)) {
          note.length += 1;
        } else {
          const begun = { voice, pitch, start: step, length: 1 };
          open[pitch] = begun;
          notes.push(begun);
        }
      }
    }
  }
  return notes;
}

/** The notes of one grid that the other has not, and the other way round. */
export function changedNotes(now: Note[], before: Note[]): { added: Note[]; gone: Note[] } {
  const key = ({ voice, pitch, start, length }: Note) => `${voice}/${pitch}/${start}/${length}`;
  const [here, there] = [new Set(now.map(key)), new Set(before.map(key))];
  return {
    added: now.filter((note) => !there.has(key(note))),
    gone: before.filter((note) => !here.has(key(note))),
  };
}

/** Steps of a voice of which the model gave no number. */
export function missingSteps(values: Float32Array, shape: RollShape): Set<number> {
  const steps = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) steps.add(Math.floor(i / shape.pitches) % shape.steps);
  }
  return steps;
}

const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

/** "C4" for 60, the middle C. */
export function pitchName(midi: number): string {
  return `${NAMES[((midi % 12) + 12) % 12]}${Math.floor(midi / 12) - 1}`;
}

/** Whether a piano's key for it is black. */
export function isBlack(midi: number): boolean {
  return NAMES[((midi % 12) + 12) % 12]?.length === 2;
}

export function frequencyOf(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

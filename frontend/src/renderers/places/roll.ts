// Places on a piano roll: a note where there is one, else the step of a key that is silent.

import type { MelodyModality } from "../../modalities/melody.ts";
import { type Note, pitchName } from "../../sound/notes.ts";
import { type Box, clamped, lineAt, type Place, type Places } from "./place.ts";

export function rollPlaces(
  { low, pitches, steps }: MelodyModality,
  notes: () => readonly Note[],
  area: () => Box,
): Places {
  const rowOf = (note: Note) => pitches - 1 - note.pitch; // high notes above
  const noteAt = (row: number, step: number) =>
    notes().find((note) => {
      return rowOf(note) === row && step >= note.start && step < note.start + note.length;
    });
  const at = (down: number, right: number): Place => {
    const [row, step] = [clamped(down, pitches), clamped(right, steps)];
    const note = noteAt(row, step);
    const { start, length } = note ?? { start: step, length: 1 };
    const key = pitchName(low + pitches - 1 - row);
    const when = length === 1 ? `step ${start}` : `steps ${start}–${start + length - 1}`;
    return {
      cells: Array.from({ length }, (_, i) => row * steps + start + i),
      name: note ? `the note ${key}, ${when}` : `${key}, silent at ${when}`,
      at: [row, start],
    };
  };
  return {
    area,
    at: (x, y) => {
      const { left, top, width, height } = area();
      return at(lineAt(y, top, height, pitches), lineAt(x, left, width, steps));
    },
    beside: (from, down, right) => {
      if (!from) {
        const [first] = [...notes()].sort((a, b) => a.start - b.start);
        return first ? at(rowOf(first), first.start) : at(pitches >> 1, 0);
      }
      // To the right of a note is what comes after it.
      const step = right > 0 ? from.at[1] + from.cells.length - 1 + right : from.at[1] + right;
      return at(from.at[0] + down, step);
    },
    box: ({ at: [row, step], cells }) => {
      const { left, top, width, height } = area();
      const [wide, high] = [width / steps, height / pitches];
      return {
        left: left + step * wide,
        top: top + row * high,
        width: cells.length * wide,
        height: high,
      };
    },
  };
}

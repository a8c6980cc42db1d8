// Places on a plain grid: of a picture its pixels, in blocks where they are too small to be hit; of
// a sound its stretches of time.

import type { AudioModality } from "../../modalities/audio.ts";
import { type Box, clamped, lineAt, type Place, type Places } from "./place.ts";

/** Rows or columns that can still be pointed at one by one. */
const MOST = 64;

interface Span {
  from: number;
  to: number;
}

/** Line `at` of `n` lines over `size` cells. */
function spanOf(at: number, n: number, size: number): Span {
  return { from: Math.floor((at * size) / n), to: Math.floor(((at + 1) * size) / n) };
}

export function imagePlaces(rows: number, columns: number, area: () => Box): Places {
  return gridPlaces({
    rows: Math.min(MOST, rows),
    columns: Math.min(MOST, columns),
    area,
    place: (row, column, [down, across]) => {
      const [y, x] = [spanOf(row, down, rows), spanOf(column, across, columns)];
      const one = y.to - y.from === 1 && x.to - x.from === 1;
      const name = one
        ? `the pixel at row ${y.from}, column ${x.from}`
        : `the pixels of ${linesOf("row", y)}, ${linesOf("column", x)}`;
      return { cells: block(y, x, columns), name };
    },
  });
}

function linesOf(noun: string, { from, to }: Span): string {
  return to - from === 1 ? `${noun} ${from}` : `${noun}s ${from}–${to - 1}`;
}

/** Channels sound together: a place is a stretch of all of them. */
export function soundPlaces(modality: AudioModality, area: () => Box): Places {
  const { samples, channels, sample_rate } = modality;
  return gridPlaces({
    rows: 1,
    columns: Math.min(MOST, samples),
    area,
    place: (_, column, [, across]) => {
      const x = spanOf(column, across, samples);
      const [from, to] = [x.from, x.to].map((at) => Number((at / sample_rate).toPrecision(3)));
      return {
        cells: block({ from: 0, to: channels }, x, samples),
        name: `the sound at ${from}–${to} s`,
      };
    },
  });
}

interface Grid {
  rows: number;
  columns: number;
  area(): Box;
  place(
    row: number,
    column: number,
    size: readonly [rows: number, columns: number],
  ): Omit<Place, "at">;
}

function gridPlaces({ rows, columns, area, place }: Grid): Places {
  const at = (row: number, column: number): Place => {
    const found: [number, number] = [clamped(row, rows), clamped(column, columns)];
    return { ...place(...found, [rows, columns]), at: found };
  };
  return {
    area,
    at: (x, y) => {
      const { left, top, width, height } = area();
      return at(lineAt(y, top, height, rows), lineAt(x, left, width, columns));
    },
    beside: (from, down, right) => {
      if (!from) return at(rows >> 1, columns >> 1);
      return at(from.at[0] + down, from.at[1] + right);
    },
    box: ({ at: [row, column] }) => {
      const { left, top, width, height } = area();
      const [wide, high] = [width / columns, height / rows];
      return { left: left + column * wide, top: top + row * high, width: wide, height: high };
    },
  };
}

function block(y: Span, x: Span, columns: number): number[] {
  const cells: number[] = [];
  for (let row = y.from; row < y.to; row++) {
    for (let column = x.from; column < x.to; column++) cells.push(row * columns + column);
  }
  return cells;
}

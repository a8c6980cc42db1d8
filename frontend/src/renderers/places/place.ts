// Places of an output at which one points: a pixel, a word, a note, a stretch of sound.

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Place {
  /** Its cells in the output's field (`views/traversal/fields.ts`), row by row. */
  cells: number[];
  /** "the pixel at row 12, column 13" */
  name: string;
  /** Row and column of the grid by which keys go from place to place. */
  at: readonly [row: number, column: number];
}

/** The places of what a renderer shows now. */
export interface Places {
  /** Where they lie, in pixels of the window. */
  area(): Box;
  /** The place at a pixel of the window. */
  at(x: number, y: number): Place | null;
  /** The one so many rows down and columns to the right; the first to point at, beside none. */
  beside(place: Place | null, down: number, right: number): Place | null;
  /** Where it lies, in pixels of the window. */
  box(place: Place): Box;
}

/** A row or column of a grid over `n` of the window's pixels. */
export function lineAt(pixel: number, start: number, extent: number, n: number): number {
  return clamped(Math.floor(((pixel - start) / extent) * n), n);
}

export function clamped(value: number, n: number): number {
  return Math.min(n - 1, Math.max(0, value));
}

// What the kernel says of a model at one point of its training.

import type { Pixels } from "../../protocol.ts";

/** Small outputs row by row: a picture of them, or texts. */
export interface SheetOfTiles {
  columns: number;
  size: number;
  n: number;
  atlas?: Pixels;
  texts?: string[];
}

/** A model at one checkpoint of its training. */
export interface Snapshot {
  at: number;
  /** (n, 2), laid over the map of the checkpoint before. */
  points: Float32Array;
  /** Left, bottom, right, top of the lattice on the map. */
  box: [number, number, number, number] | null;
  lattice: SheetOfTiles | null;
  fixed: SheetOfTiles | null;
  figures: {
    key: string;
    name: string;
    value: number | null;
    /** What to read it against, and what that is. */
    expected: number | null;
    against: string;
    label: string;
  }[];
  words: string;
  trouble: string;
}

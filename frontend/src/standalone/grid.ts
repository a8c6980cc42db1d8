// Outputs decoded beforehand on a grid over the map's plane: what both ways of showing them share.

import type { Tiles } from "../miniatures/tiles.ts";
import type { Picture } from "../protocol.ts";
import type { Lattice } from "./data.ts";

export interface Grid {
  /** What is shown at a point of the map; at the edge for what lies beyond. */
  picture(point: readonly number[]): Picture;
  tiles(points: readonly number[][], columns: number, size: number, square: boolean): Tiles;
  /** What the page says of it. */
  readonly words: string;
}

/** The grid cell of a point in x and in y, and how far into it. */
export function cellOf(point: readonly number[], { from, to, columns, rows }: Lattice) {
  const [x, fx] = cell(point[0] as number, from[0], to[0], columns);
  const [y, fy] = cell(point[1] as number, from[1], to[1], rows);
  return { x, fx, y, fy };
}

function cell(value: number, from: number, to: number, n: number): [number, number] {
  const place = Math.min(Math.max(((value - from) / (to - from)) * (n - 1), 0), n - 1);
  const index = Math.min(Math.floor(place), n - 2);
  return [index, place - index];
}

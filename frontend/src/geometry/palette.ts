// A place between three or four codes, as latentwidgets/spaces/paths/palette.py.

import { interpolate, type PathName } from "./paths.ts";

/**
 * The code `x` from the left and `y` from the top, 0 to 1, between corners row by row; of three the
 * last has the whole lower side.
 */
export function mixCorners(
  corners: readonly Float32Array[],
  x: number,
  y: number,
  path: PathName,
): Float32Array {
  const [a, b, c, d] = corners as [Float32Array, Float32Array, Float32Array, Float32Array?];
  const upper = interpolate(a, b, x, path);
  return interpolate(upper, d ? interpolate(c, d, x, path) : c, y, path);
}

/** The codes of a grid, flat, row by row. */
export function paletteCodes(
  corners: readonly Float32Array[],
  columns: number,
  rows: number,
  path: PathName,
): Float32Array {
  const size = corners[0]?.length ?? 0;
  const codes = new Float32Array(columns * rows * size);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const code = mixCorners(corners, column / (columns - 1), row / (rows - 1), path);
      codes.set(code, (row * columns + column) * size);
    }
  }
  return codes;
}

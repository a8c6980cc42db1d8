// How dense the data's codes lie about a code, as latentwidgets/spaces/paths/density.py.

export interface DensityModel {
  /** Flat, one code after another. */
  centers: Float32Array;
  bandwidth: number;
  /** Subtracted: the median of the data's own values. */
  level: number;
}

const SAME = 1e-12; // of a squared bandwidth: so near a code of the data is that code

/** The logarithm of the kernels' sum at `code`, less that of typical data. */
export function densityAt(model: DensityModel, code: Float32Array): number {
  return densityOf(model, squaresTo(model.centers, code));
}

/** The same, as the data's own values are measured: a code of the data is not of its own. */
export function freshDensityAt(model: DensityModel, code: Float32Array): number {
  const squares = squaresTo(model.centers, code);
  let nearest = 0;
  for (let i = 1; i < squares.length; i++) {
    if ((squares[i] as number) < (squares[nearest] as number)) nearest = i;
  }
  const isOwn = (squares[nearest] as number) < SAME * model.bandwidth ** 2;
  if (isOwn && squares.length > 1) squares[nearest] = Number.POSITIVE_INFINITY;
  return densityOf(model, squares);
}

function squaresTo(centers: Float32Array, code: Float32Array): Float64Array {
  const squares = new Float64Array(centers.length / code.length);
  for (let i = 0, at = 0; i < squares.length; i++) {
    let squared = 0;
    for (let d = 0; d < code.length; d++, at++) {
      const apart = (centers[at] as number) - (code[d] as number);
      squared += apart * apart;
    }
    squares[i] = squared;
  }
  return squares;
}

function densityOf({ bandwidth, level }: DensityModel, squares: Float64Array): number {
  const scale = 1 / (2 * bandwidth * bandwidth);
  let least = Number.POSITIVE_INFINITY;
  for (const squared of squares) if (squared < least) least = squared;
  let sum = 0;
  for (const squared of squares) sum += Math.exp((least - squared) * scale);
  return Math.log(sum) - least * scale - level;
}

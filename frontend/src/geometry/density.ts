// How dense the data's codes lie about a code, as latentwidgets/spaces/paths/density.py.

export interface DensityModel {
  /** Flat, one code after another. */
  centers: Float32Array;
  bandwidth: number;
  /** Subtracted: the median of the data's own values. */
  level: number;
}

/** The logarithm of the kernels' sum at `code`, less that of typical data. */
export function densityAt({ centers, bandwidth, level }: DensityModel, code: Float32Array): number {
  const size = code.length;
  const n = centers.length / size;
  const exponents = new Float64Array(n);
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    let squared = 0;
    for (let d = 0; d < size; d++) {
      const apart = (centers[i * size + d] as number) - (code[d] as number);
      squared += apart * apart;
    }
    const exponent = -squared / (2 * bandwidth * bandwidth);
    exponents[i] = exponent;
    if (exponent > largest) largest = exponent;
  }
  let sum = 0;
  for (const exponent of exponents) sum += Math.exp(exponent - largest);
  return Math.log(sum) + largest - level;
}

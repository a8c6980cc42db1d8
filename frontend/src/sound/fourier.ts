// Fourier transforms of real frames of any length: fft.js knows powers of two; others are turned to
// one by Bluestein, "A linear filtering approach to the computation of discrete Fourier transform",
// 1970.

import FFT from "fft.js";

/** Complex numbers as real and imaginary parts in turn. */
type Complex = Float64Array;

export interface RealFourier {
  /** The first `n / 2 + 1` terms of `frame`, which has n numbers; valid until the next call. */
  forward(frame: Float64Array): Complex;
  /** The frame of such terms; valid until the next call. */
  inverse(terms: Complex): Float64Array;
}

const isPower = (n: number) => n > 1 && (n & (n - 1)) === 0;

export function realFourier(n: number): RealFourier {
  const transform = isPower(n) ? plain(n) : chirped(n);
  const half = (n >> 1) + 1;
  const full = new Float64Array(2 * n);
  const frame = new Float64Array(n);
  return {
    forward(given) {
      full.fill(0);
      for (let i = 0; i < n; i++) full[2 * i] = given[i] as number;
      return transform(full).subarray(0, 2 * half);
    },
    inverse(terms) {
      // The inverse is the conjugate of the transform of the conjugate; the result is real.
      full.fill(0);
      for (let k = 0; k < half; k++) {
        const isOwnMirror = k === 0 || 2 * k === n;
        const re = terms[2 * k] as number;
        const im = isOwnMirror ? 0 : (terms[2 * k + 1] as number);
        full[2 * k] = re;
        full[2 * k + 1] = -im;
        if (isOwnMirror) continue;
        full[2 * (n - k)] = re;
        full[2 * (n - k) + 1] = im;
      }
      const found = transform(full);
      for (let i = 0; i < n; i++) frame[i] = (found[2 * i] as number) / n;
      return frame;
    },
  };
}

type Transform = (values: Complex) => Complex;

function plain(n: number): Transform {
  const fft = new FFT(n);
  const out = new Float64Array(2 * n);
  return (values) => {
    fft.transform(out, values);
    return out;
  };
}

/** As a convolution with a chirp, in transforms of a power of two. */
function chirped(n: number): Transform {
  let size = 2;
  while (size < 2 * n - 1) size *= 2;
  const chirp = new Float64Array(2 * n);
  const filter = new Float64Array(2 * size);
  for (let i = 0; i < n; i++) {
    const angle = (Math.PI * ((i * i) % (2 * n))) / n;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    chirp.set([cos, -sin], 2 * i);
    filter.set([cos, sin], 2 * i);
    if (i > 0) filter.set([cos, sin], 2 * (size - i));
  }
  const fft = new FFT(size);
  const filtered = new Float64Array(2 * size);
  fft.transform(filtered, filter);
  const padded = new Float64Array(2 * size);
  const spectrum = new Float64Array(2 * size);
  const out = new Float64Array(2 * n);
  return (values) => {
    padded.fill(0);
    for (let i = 0; i < n; i++) multiply(padded, i, values, i, chirp, i);
    fft.transform(spectrum, padded);
    for (let i = 0; i < size; i++) multiply(spectrum, i, spectrum, i, filtered, i);
    fft.inverseTransform(padded, spectrum);
    for (let i = 0; i < n; i++) multiply(out, i, padded, i, chirp, i);
    return out;
  };
}

function multiply(to: Complex, at: number, a: Complex, i: number, b: Complex, j: number): void {
  const [re, im] = [a[2 * i] as number, a[2 * i + 1] as number];
  const [x, y] = [b[2 * j] as number, b[2 * j + 1] as number];
  to[2 * at] = re * x - im * y;
  to[2 * at + 1] = re * y + im * x;
}

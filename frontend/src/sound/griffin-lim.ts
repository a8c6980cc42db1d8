// Sound from the magnitudes of its spectrogram, as latentwidgets/modalities/griffin_lim.py: Griffin &
// Lim, "Signal Estimation from Modified Short-Time Fourier Transform", 1984. The phase is zero at
// first and the number of iterations fixed.

import { type RealFourier, realFourier } from "./fourier.ts";
import { hann } from "./windows.ts";

const LEAST = 1e-12; // of a magnitude, where the phase is taken
const LEAST_WEIGHT = 1e-8;

interface Frames {
  size: number;
  hop: number;
  columns: number;
  window: Float64Array;
  fourier: RealFourier;
}

/** `magnitude` (size / 2 + 1, columns); NaN throughout where a value is not finite. */
export function griffinLim(
  magnitude: Float32Array,
  size: number,
  hop: number,
  iterations: number,
): Float32Array {
  const rows = (size >> 1) + 1;
  const columns = magnitude.length / rows;
  const samples = hop * (columns - 1);
  if (!magnitude.every(Number.isFinite)) return new Float32Array(samples).fill(Number.NaN);
  const frames = { size, hop, columns, window: hann(size), fourier: realFourier(size) };
  // Column by column, in complex numbers.
  const spectrum = new Float64Array(2 * rows * columns);
  const wanted = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const value = Math.abs(magnitude[row * columns + column] as number);
      wanted[column * rows + row] = value;
      spectrum[2 * (column * rows + row)] = value;
    }
  }
  let wave = inverse(spectrum, frames);
  for (let turn = 0; turn < iterations; turn++) {
    transform(wave, spectrum, frames);
    for (let i = 0; i < wanted.length; i++) {
      const [re, im] = [spectrum[2 * i] as number, spectrum[2 * i + 1] as number];
      const scale = (wanted[i] as number) / Math.max(Math.hypot(re, im), LEAST);
      spectrum[2 * i] = re * scale;
      spectrum[2 * i + 1] = im * scale;
    }
    wave = inverse(spectrum, frames);
  }
  const half = size >> 1;
  return Float32Array.from(wave.subarray(half, half + samples));
}

/** Magnitudes (size / 2 + 1, columns) of a wave of hop (columns - 1) samples. */
export function magnitudes(samples: Float32Array, size: number, hop: number): Float32Array {
  const rows = (size >> 1) + 1;
  const columns = samples.length / hop + 1;
  const wave = new Float64Array(samples.length + size);
  wave.set(samples, size >> 1);
  const spectrum = new Float64Array(2 * rows * columns);
  const frames = { size, hop, columns, window: hann(size), fourier: realFourier(size) };
  transform(wave, spectrum, frames);
  const found = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const at = 2 * (column * rows + row);
      const [re, im] = [spectrum[at] as number, spectrum[at + 1] as number];
      found[row * columns + column] = Math.hypot(re, im);
    }
  }
  return found;
}

/** The spectra of a wave that is padded with half a frame at both ends. */
function transform(wave: Float64Array, spectrum: Float64Array, frames: Frames): void {
  const { size, hop, columns, window, fourier } = frames;
  const half = size >> 1;
  const end = wave.length - half;
  const frame = new Float64Array(size);
  for (let column = 0; column < columns; column++) {
    for (let i = 0; i < size; i++) {
      const at = column * hop + i;
      const value = at < half || at >= end ? 0 : (wave[at] as number);
      frame[i] = value * (window[i] as number);
    }
    const terms = fourier.forward(frame);
    spectrum.set(terms, column * terms.length);
  }
}

/** The wave with its padding. */
function inverse(spectrum: Float64Array, frames: Frames): Float64Array {
  const { size, hop, columns, window, fourier } = frames;
  const each = 2 * ((size >> 1) + 1);
  const wave = new Float64Array(hop * (columns - 1) + size);
  const weights = new Float64Array(wave.length);
  for (let column = 0; column < columns; column++) {
    const frame = fourier.inverse(spectrum.subarray(column * each, (column + 1) * each));
    for (let i = 0; i < size; i++) {
      const weight = window[i] as number;
      const at = column * hop + i;
      wave[at] = (wave[at] as number) + (frame[i] as number) * weight;
      weights[at] = (weights[at] as number) + weight * weight;
    }
  }
  for (let i = 0; i < wave.length; i++) {
    wave[i] = (wave[i] as number) / Math.max(weights[i] as number, LEAST_WEIGHT);
  }
  return wave;
}

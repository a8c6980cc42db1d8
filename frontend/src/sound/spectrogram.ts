// How loud each frequency is over time, for the eye.

import FFT from "fft.js";
import { hann } from "./windows.ts";

export interface Spectrogram {
  columns: number;
  rows: number;
  /** Decibels below a full-scale sine, column by column, from the lowest frequency up. */
  levels: Float32Array;
}

const FLOOR_DB = -120;
/** Samples of one window: about 25 ms, a power of two. */
export function windowSize(sampleRate: number, samples: number): number {
  const wanted = Math.min(0.03 * sampleRate, samples);
  return Math.max(16, Math.min(2048, 2 ** Math.round(Math.log2(Math.max(1, wanted)))));
}

/** Of one channel, in windows centred on `columns` even places. */
export function spectrogram(mono: Float64Array, columns: number, size: number): Spectrogram {
  const fft = planOf(size);
  const window = hann(size);
  const rows = size / 2;
  const frame = new Array<number>(size);
  const spectrum = fft.createComplexArray() as number[];
  const levels = new Float32Array(columns * rows);
  const scale = window.reduce((sum, weight) => sum + weight, 0) / 2; // of a sine of amplitude 1
  for (let column = 0; column < columns; column++) {
    const start = Math.round(((column + 0.5) * mono.length) / columns - size / 2);
    for (let i = 0; i < size; i++) frame[i] = (mono[start + i] ?? 0) * (window[i] as number);
    fft.realTransform(spectrum, frame);
    for (let row = 0; row < rows; row++) {
      const size_ = Math.hypot(spectrum[2 * row] as number, spectrum[2 * row + 1] as number);
      levels[column * rows + row] = Math.max(FLOOR_DB, 20 * Math.log10(size_ / scale + 1e-9));
    }
  }
  return { columns, rows, levels };
}

const plans = new Map<number, FFT>();

function planOf(size: number): FFT {
  const known = plans.get(size);
  if (known) return known;
  const plan = new FFT(size);
  plans.set(size, plan);
  return plan;
}

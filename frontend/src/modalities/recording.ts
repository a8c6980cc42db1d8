// A sound of the reader's own, as an output of a sound model would be; as
// latentwidgets/modalities/recording.py.

import { slicer } from "../pause.ts";
import { rint } from "../rounding.ts";
import type { Waves } from "../sound/read-wav.ts";
import type { AudioModality } from "./audio.ts";

const LOUD = 0.1; // of the peak: where a recording begins
const LEAD = 0.02; // seconds kept before it
const TAPS = 16; // of the filter that resamples, at each side
const MOST_RESAMPLED = 2 ** 25; // numbers
/** Numbers of filters that are kept, since they come again. */
const MOST_KEPT = 2 ** 20;

/** Longer sounds are cut, from where they get loud; shorter ones are followed by silence. */
export async function fitSound(
  { values, channels: given, rate }: Waves,
  modality: AudioModality,
): Promise<{ output: Float32Array; notices: string[] }> {
  const { samples, channels, sample_rate: wanted } = modality;
  const notices: string[] = [];
  let waves = values;
  if (given !== channels) {
    if (given > 1) notices.push(`Its ${given} channels were mixed.`);
    waves = mixed(values, given, channels);
  }
  if (rate !== wanted) {
    waves = await resampled(waves, channels, rate, wanted);
    const [from, to] = [rate, wanted].map((each) => rint(each).toLocaleString("en-US"));
    notices.push(`It was resampled from ${from} to ${to} Hz.`);
  }
  const seconds = (samples / wanted).toFixed(2);
  const n = waves.length / channels;
  const output = new Float32Array(samples * channels);
  if (n > samples) {
    const start = beginning(waves, channels, samples, wanted);
    output.set(waves.subarray(start * channels, (start + samples) * channels));
    notices.push(
      `Of its ${(n / wanted).toFixed(2)} s the ${seconds} s from ${(start / wanted).toFixed(2)} s on are ` +
        "taken: the model makes sounds of that length.",
    );
  } else {
    output.set(waves);
    if (n < samples) {
      notices.push(`It is shorter than the model's ${seconds} s: silence follows.`);
    }
  }
  return { output: output.map((value) => Math.min(1, Math.max(-1, value))), notices };
}

/** All channels as one, which each of those wanted is. */
function mixed(values: Float32Array, given: number, wanted: number): Float32Array {
  const n = values.length / given;
  const waves = new Float32Array(n * wanted);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let channel = 0; channel < given; channel++) sum += values[i * given + channel] as number;
    waves.fill(sum / given, i * wanted, (i + 1) * wanted);
  }
  return waves;
}

/** Where a longer sound gets loud, a little before; so that nothing is left out at the end. */
function beginning(waves: Float32Array, channels: number, samples: number, rate: number): number {
  let peak = 0;
  for (const value of waves) peak = Math.max(peak, Math.abs(value));
  const loud = Math.fround(LOUD * peak);
  const first = peak > 0 ? waves.findIndex((value) => Math.abs(value) >= loud) : 0;
  const start = Math.max(0, Math.floor(first / channels) - rint(LEAD * rate));
  return Math.min(start, waves.length / channels - samples);
}

/** By a windowed sinc, which lets no pitch above the new rate's half through. */
async function resampled(
  waves: Float32Array,
  channels: number,
  from: number,
  to: number,
): Promise<Float32Array> {
  const length = waves.length / channels;
  const n = Math.max(1, rint((length * to) / from));
  if (n * channels > MOST_RESAMPLED) {
    const [lasts, most] = [length / from, MOST_RESAMPLED / channels / to].map((seconds) =>
      Math.floor(seconds).toLocaleString("en-US"),
    );
    throw new Error(`The sound lasts ${lasts} s: give one of at most ${most} s.`);
  }
  const ratio = from / to;
  const filter = filtersOf(ratio, to);
  const { reach } = filter;
  const rest = slicer();
  const result = new Float32Array(n * channels);
  for (let i = 0; i < n; i++) {
    if (i % 1024 === 0) await rest();
    const at = i * ratio;
    const first = Math.floor(at);
    const weights = filter.at(at - first);
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      const begin = first - reach + 1;
      const stop = Math.min(2 * reach, length - begin);
      for (let tap = Math.max(0, -begin); tap < stop; tap++) {
        sum += (weights[tap] as number) * (waves[(begin + tap) * channels + channel] as number);
      }
      result[i * channels + channel] = sum;
    }
  }
  return result;
}

/** The filter for a place between two samples; of whole rates the same few come again. */
function filtersOf(ratio: number, to: number) {
  const cutoff = Math.min(1, 1 / ratio);
  const reach = Math.ceil(TAPS / cutoff);
  const kept = new Map<number, Float64Array>();
  const make = (share: number) =>
    Float64Array.from({ length: 2 * reach }, (_, tap) => {
      const apart = share - (tap - reach + 1);
      const window = Math.cos((Math.PI * apart) / (2 * reach + 2));
      return cutoff * sinc(cutoff * apart) * window * window;
    });
  return {
    reach,
    at(share: number): Float64Array {
      const key = rint(share * to); // of whole rates a whole number but for its last digits
      const isWhole = Math.abs(share * to - key) < 1e-3;
      const found = isWhole ? kept.get(key) : undefined;
      if (found) return found;
      const made = make(isWhole ? key / to : share);
      if (isWhole && 2 * reach * (kept.size + 1) <= MOST_KEPT) kept.set(key, made);
      return made;
    },
  };
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

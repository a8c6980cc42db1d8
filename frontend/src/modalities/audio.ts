// Sounds: a model's raw output as (samples, channels) in [-1, 1], as
// latentwidgets/modalities/audio.py; NaN for what the model did not compute.

import { griffinLim, magnitudes } from "../sound/griffin-lim.ts";
import { inPlanes } from "./planes.ts";

export interface AudioModality {
  kind: "audio";
  /** Samples a second. */
  sample_rate: number;
  samples: number;
  channels: number;
  /** What is to be known of the sound: that its phase was found by Griffin-Lim. */
  note: string | null;
}

export interface RawAudio extends AudioModality {
  form: "waveform" | "magnitude";
  layout: "S" | "CS" | "SC" | "FT";
  /** Of a spectrogram: samples of a window, and from one to the next; else null. */
  n_fft: number | null;
  hop: number | null;
  iterations: number;
}

/** How many numbers one raw output has. */
export function rawAudioLength({ layout, samples, channels, n_fft, hop }: RawAudio): number {
  if (layout !== "FT") return samples * channels;
  return ((n_fft as number) / 2 + 1) * (samples / (hop as number) + 1);
}

/** Values outside the range are clipped; an infinite value becomes NaN. */
export function canonicalAudio(raw: Float32Array, modality: RawAudio): Float32Array {
  const { layout, samples, channels, n_fft, hop, iterations } = modality;
  if (raw.length !== rawAudioLength(modality)) {
    throw new RangeError(`${raw.length} numbers for a sound of ${samples} × ${channels}`);
  }
  const found = layout === "FT" ? griffinLim(raw, n_fft as number, hop as number, iterations) : raw;
  const wave = new Float32Array(samples * channels);
  const planes = layout === "CS" ? channels : 1;
  for (let plane = 0, from = 0; plane < planes; plane++) {
    for (let to = plane; to < wave.length; to += planes, from++) {
      const value = found[from] as number;
      // The difference is 0, or NaN where the value is infinite.
      wave[to] = Math.min(Math.max(value, -1), 1) + (value - value);
    }
  }
  return wave;
}

/** A sound as the model would give it; of a spectrogram the phase is lost. */
export function rawAudio(wave: Float32Array, modality: RawAudio): Float32Array {
  const { layout, channels, n_fft, hop } = modality;
  if (layout === "FT") return magnitudes(wave, n_fft as number, hop as number);
  return layout === "CS" ? inPlanes(wave, channels) : wave.slice();
}

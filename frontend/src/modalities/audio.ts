// Sounds: a model's raw output as (samples, channels) in [-1, 1], as
// latentwidgets/modalities/audio.py; NaN for what the model did not compute.

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
  /** How the raw output is arranged: samples, channels by samples, samples by channels, a spectrum. */
  form: "waveform" | "magnitude";
}
export function rawAudioLength({ samples, channels }: RawAudio): number {
  return samples * channels;
}
export function canonicalAudio(raw: Float32Array, _modality: RawAudio): Float32Array {
  return raw.slice();
}

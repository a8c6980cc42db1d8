// Sounds of any kind that the browser reads, as the WAV file that the kernel reads.

import type { AudioModality } from "../../modalities/audio.ts";
import { writeWav } from "../../sound/wav.ts";

const RATES = [8000, 96_000] as const; // what every browser can decode to
const LARGEST = 7 * 2 ** 20 - 64; // bytes of a file, as the kernel takes them

/** The bytes themselves where they are a WAV file, else what the browser makes of them. */
export async function waveFile(
  bytes: Uint8Array<ArrayBuffer>,
  modality: AudioModality,
): Promise<Uint8Array<ArrayBuffer>> {
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 4)) === "RIFF") return bytes;
  const rate = Math.min(RATES[1], Math.max(RATES[0], Math.round(modality.sample_rate)));
  let sound: AudioBuffer;
  try {
    sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.slice().buffer);
  } catch {
    throw new Error("The file is no sound that this browser can read: give a WAV file.");
  }
  const channels = Math.min(2, sound.numberOfChannels, modality.channels);
  const n = Math.min(sound.length, Math.floor(LARGEST / (2 * channels)));
  const samples = new Float32Array(n * channels);
  for (let channel = 0; channel < channels; channel++) {
    const plane = sound.getChannelData(channel);
    for (let i = 0; i < n; i++) samples[i * channels + channel] = plane[i] as number;
  }
  return writeWav(samples, rate, channels);
}

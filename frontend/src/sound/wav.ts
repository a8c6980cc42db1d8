// A waveform as a WAV file: RIFF, 16-bit PCM. Forty bytes of header ask for no library.

import { rint } from "../rounding.ts";

const HEADER = 44;

/** `samples` interleaved, (n, channels), in [-1, 1]; what is beyond is clipped, NaN is silent. */
export function writeWav(
  samples: Float32Array,
  rate: number,
  channels: number,
): Uint8Array<ArrayBuffer> {
  const sampleRate = Math.round(rate);
  const bytes = new Uint8Array(HEADER + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // size of the format that follows
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number;
    const clipped = Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
    view.setInt16(HEADER + 2 * i, rint(Math.fround(clipped * 32767)), true); // float32, as numpy
  }
  return bytes;
}

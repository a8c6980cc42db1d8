// What else is saved of a way: a strip of pictures, a table of codes, all its sounds in a row.

import type { AudioModality } from "../modalities/audio.ts";
import type { MelodyModality } from "../modalities/melody.ts";
import { melodyToMidi } from "../sound/midi.ts";
import { writeWav } from "../sound/wav.ts";
import type { ClipFrames } from "./frames.ts";

/** The frames from left to right, as a PNG. */
export async function pngStrip(frames: ClipFrames, gap = 4): Promise<Blob> {
  const { width, height, count } = frames;
  const canvas = document.createElement("canvas");
  canvas.width = count * width + (count - 1) * gap;
  canvas.height = height;
  const context = canvas.getContext("2d");
  for (let i = 0; context && i < count; i++) {
    context.setTransform(1, 0, 0, 1, i * (width + gap), 0);
    frames.draw(context, i);
  }
  return new Promise((resolve, reject) => {
    const failed = new Error("This browser could not write the picture: it is too large.");
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(failed)), "image/png");
  });
}

/** One row a code: its position, and its numbers, each as short as float32 allows. */
export function csvOfCodes(codes: Float32Array, positions: readonly number[]): string {
  const size = codes.length / positions.length;
  const head = ["position", ...Array.from({ length: size }, (_, d) => `z${d}`)].join(",");
  const rows = positions.map((position, i) => {
    const code = Array.from(codes.subarray(i * size, (i + 1) * size), shortest);
    return [position.toFixed(4), ...code].join(",");
  });
  return `${[head, ...rows].join("\n")}\n`;
}

/** The fewest digits that read back as the same float32. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}

/** Waveforms, one after the other, as a WAV file. */
export function wavOfAll(
  outputs: Float32Array,
  { sample_rate, channels }: AudioModality,
): Uint8Array<ArrayBuffer> {
  return writeWav(outputs, sample_rate, channels);
}

/** Melodies, one after the other, as a MIDI file. */
export function midiOfAll(
  outputs: Float32Array,
  modality: MelodyModality,
): Uint8Array<ArrayBuffer> {
  const { voices, steps, pitches, tempo, names } = modality;
  const each = voices * steps * pitches;
  const n = outputs.length / each;
  const row = steps * pitches;
  const all = new Float32Array(outputs.length);
  for (let i = 0; i < n; i++) {
    for (let voice = 0; voice < voices; voice++) {
      const part = outputs.subarray(i * each + voice * row, i * each + (voice + 1) * row);
      all.set(part, (voice * n + i) * row);
    }
  }
  const shape = { ...modality, steps: n * steps };
  return melodyToMidi(all, shape, { tempo, instrument: "piano", names: names ?? [] });
}

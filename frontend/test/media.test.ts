// Melodies and sounds as Python reads and paints them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { miniaturePainter } from "../src/miniatures/index.ts";
import { canonicalAudio, type RawAudio, rawAudioLength } from "../src/modalities/audio.ts";
import { canonicalMelody, type RawMelody, rawMelodyLength } from "../src/modalities/melody.ts";
import { writeWav } from "../src/sound/wav.ts";
import { vectors } from "./vectors.ts";

interface Case<M> {
  modality: M;
  raw: number[];
  canonical: number[];
  pictures: { size: number; shape: number[]; pixels: number[] }[];
}

function same(
  found: ArrayLike<number>,
  expected: number[],
  tolerance: number,
  where: string,
): void {
  assert.equal(found.length, expected.length, where);
  expected.forEach((value, i) => {
    const error = Math.abs((found[i] as number) - value);
    const fits = Number.isNaN(value) ? Number.isNaN(found[i]) : error <= tolerance;
    assert.ok(fits, `${where} [${i}]: ${found[i]} and not ${value}`);
  });
}

function paintedAlike<M extends RawMelody | RawAudio>(known: Case<M>, where: string): void {
  const values = Float32Array.from(known.canonical);
  for (const { size, shape, pixels } of known.pictures) {
    const painter = miniaturePainter(known.modality, size);
    assert.deepEqual([painter.height, painter.width, painter.channels], shape);
    same(painter.paint(values), pixels, 0, `${where} in ${size}`);
  }
}

test("melodies of each form are Python's, and painted alike", () => {
  for (const known of vectors<Case<RawMelody>>("melodies")) {
    const { form, voices, steps } = known.modality;
    const where = `${form} ${voices} × ${steps}`;
    assert.equal(known.raw.length, rawMelodyLength(known.modality));
    const found = canonicalMelody(Float32Array.from(known.raw), known.modality);
    same(found, known.canonical, 0, where);
    paintedAlike(known, where);
  }
});

test("sounds of each layout are Python's; by Griffin and Lim's method to 1e-4", () => {
  for (const known of vectors<Case<RawAudio>>("sounds")) {
    const { layout, n_fft } = known.modality;
    const where = `${layout} ${n_fft ?? ""}`;
    assert.equal(known.raw.length, rawAudioLength(known.modality));
    const found = canonicalAudio(Float32Array.from(known.raw), known.modality);
    same(found, known.canonical, layout === "FT" ? 1e-4 : 0, where);
    paintedAlike(known, where);
  }
});

test("a WAV file has the bytes that Python writes", () => {
  interface Wav {
    samples: number[];
    channels: number;
    rate: number;
    file: number[];
  }
  for (const { samples, channels, rate, file } of vectors<Wav>("wavs")) {
    assert.deepEqual([...writeWav(Float32Array.from(samples), rate, channels)], file);
  }
});

test("a token outside the vocabulary and an output of another size are refused", () => {
  const modality: RawMelody = {
    kind: "melody",
    voices: 1,
    steps: 2,
    low: 60,
    pitches: 3,
    steps_per_beat: 4,
    tempo: 120,
    names: null,
    form: "tokens",
  };
  assert.throws(() => canonicalMelody(Float32Array.of(2, 5), modality), /token 5 is outside/);
  assert.throws(() => canonicalMelody(Float32Array.of(2, -1), modality), /token -1 is outside/);
  assert.throws(() => canonicalMelody(Float32Array.of(2), modality), /1 numbers for a melody/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { extremes, gapsOf, gapWords, mixed, playable } from "../src/sound/clip.ts";
import { changedNotes, missingSteps, notesOf, pitchName } from "../src/sound/notes.ts";
import { spectrogram, windowSize } from "../src/sound/spectrogram.ts";

const RATE = 8000;
const sine = (hertz: number, n: number, level = 1) =>
  Float32Array.from({ length: n }, (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / RATE));

/** The largest step from one sample to the next, silence before and after included. */
function largestStep(values: ArrayLike<number>): number {
  const all = [0, ...Array.from(values), 0];
  return Math.max(...all.slice(1).map((value, i) => Math.abs(value - (all[i] as number))));
}

test("what is played has no step at its ends, nor about what is missing", () => {
  const wave = Float32Array.from(sine(100, 4000), (_, i) =>
    Math.cos((2 * Math.PI * 100 * i) / RATE),
  );
  wave.fill(Number.NaN, 1000, 1500);
  const [plane] = playable(wave, 1, RATE);
  assert.ok(plane);
  assert.ok(plane.subarray(1000, 1500).every((value) => value === 0));
  assert.ok(largestStep(plane) < 0.12, `${largestStep(plane)}`);
  assert.equal(plane[2000], wave[2000]);
});

test("channels are told apart, and what is too loud is clipped", () => {
  const values = Float32Array.from({ length: 400 }, (_, i) => (i % 2 ? -0.5 : 3));
  const [left, right] = playable(values, 2, RATE);
  assert.equal(left?.[100], 1);
  assert.equal(right?.[100], -0.5);
});

test("gaps are found over all channels and said in seconds", () => {
  const values = new Float32Array(2 * RATE);
  values[2 * 800] = Number.NaN;
  values[2 * 801 + 1] = Number.NaN;
  values[2 * 4000] = Number.NaN;
  const gaps = gapsOf(values, 2);
  assert.deepEqual(gaps, [
    { from: 800, to: 802 },
    { from: 4000, to: 4001 },
  ]);
  assert.match(gapWords(gaps, RATE), /0\.10 s – 0\.10 s, 0\.50 s – 0\.50 s\.$/);
  assert.equal(gapWords([], RATE), "");
});

test("a waveform's columns hold its extremes, and nothing where no number is", () => {
  const values = sine(50, 8000, 0.5);
  values.fill(Number.NaN, 0, 2000);
  const found = extremes(values, 1, 4);
  assert.ok(Number.isNaN(found[0]));
  for (const column of [1, 2, 3]) {
    assert.ok(Math.abs((found[2 * column] as number) + 0.5) < 1e-3);
    assert.ok(Math.abs((found[2 * column + 1] as number) - 0.5) < 1e-3);
  }
  assert.equal(extremes(Float32Array.of(1), 1, 3)[4], 1);
});

test("a spectrogram shows a sine at its frequency and level", () => {
  const size = windowSize(RATE, 8000);
  const { columns, rows, levels } = spectrogram(mixed([sine(1000, 8000)]), 10, size);
  assert.deepEqual([columns, rows], [10, size / 2]);
  const middle = levels.subarray(5 * rows, 6 * rows);
  const loudest = middle.indexOf(Math.max(...middle));
  assert.equal(loudest, Math.round((1000 * size) / RATE));
  assert.ok(Math.abs(middle[loudest] as number) < 0.5);
  assert.ok((middle[rows >> 1] as number) < -60 || loudest === rows >> 1);
});

test("notes are read from a grid, changes and missing steps are found", () => {
  const shape = { voices: 1, steps: 4, pitches: 2 };
  // Row by row a step: pitch 0, pitch 1.
  const now = Float32Array.of(1, 0.5, 0.5, 0, 1, 0, 0, 1);
  const before = Float32Array.of(1, 0, 0.5, 0, 0, 0, 0, 1);
  const [notes, old] = [notesOf(now, shape), notesOf(before, shape)];
  assert.deepEqual(
    notes.map(({ pitch, start, length }) => [pitch, start, length]),
    [
      [0, 0, 2],
      [1, 0, 1],
      [0, 2, 1],
      [1, 3, 1],
    ],
  );
  const { added, gone } = changedNotes(notes, old);
  assert.deepEqual([added.length, gone.length], [2, 0]);
  now[3] = Number.NaN;
  assert.deepEqual([...missingSteps(now, shape)], [1]);
  assert.equal(pitchName(60), "C4");
  assert.equal(pitchName(61), "C♯4");
});

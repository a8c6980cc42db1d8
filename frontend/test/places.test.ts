// Places of outputs: which cells of the field they are, and how keys go from one to the next.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { MelodyModality } from "../src/modalities/melody.ts";
import type { Word } from "../src/modalities/words.ts";
import { imagePlaces, soundPlaces } from "../src/renderers/places/grid.ts";
import { rollPlaces } from "../src/renderers/places/roll.ts";
import { wordPlaces } from "../src/renderers/places/words.ts";
import { cellsOf, rise } from "../src/views/traversal/fields.ts";

const area = () => ({ left: 10, top: 20, width: 128, height: 256 });

test("a small picture is pointed at pixel by pixel", () => {
  const places = imagePlaces(8, 4, area);
  const place = places.at(10 + 3.5 * 32, 20 + 6.5 * 32);
  assert.deepEqual(place?.cells, [6 * 4 + 3]);
  assert.equal(place?.name, "the pixel at row 6, column 3");
  assert.deepEqual(place && places.box(place), { left: 106, top: 212, width: 32, height: 32 });
  // Beyond the edge is the edge.
  assert.deepEqual(places.beside(place, 9, 9)?.cells, [31]);
  assert.deepEqual(places.at(-50, -50)?.cells, [0]);
});

test("a large picture is pointed at in blocks that cover each pixel once", () => {
  const [rows, columns] = [96, 130];
  const places = imagePlaces(rows, columns, area);
  const seen = new Uint8Array(rows * columns);
  for (let y = 0; y < 64; y++) {
    for (let x = 0; x < 64; x++) {
      const place = places.at(10 + (x + 0.5) * 2, 20 + (y + 0.5) * 4);
      for (const cell of place?.cells ?? []) seen[cell] = (seen[cell] ?? 0) + 1;
    }
  }
  assert.ok(seen.every((n) => n === 1));
  assert.equal(places.at(10, 20)?.name, "the pixels of row 0, columns 0–1");
});

test("a stretch of a sound has all of its channels", () => {
  const sound = { kind: "audio", sample_rate: 64, samples: 128, channels: 2, note: null } as const;
  const place = soundPlaces(sound, area).at(10 + 2.5 * 2, 100);
  assert.deepEqual(place?.cells, [4, 5, 128 + 4, 128 + 5]);
  assert.equal(place?.name, "the sound at 0.0625–0.0938 s");
});

test("a note is one place, and keys go over it", () => {
  const roll = { kind: "melody", low: 60, pitches: 4, steps: 8, voices: 1 } as MelodyModality;
  const notes = [{ voice: 0, pitch: 1, start: 2, length: 3 }];
  const places = rollPlaces(roll, () => notes, area);
  const note = places.beside(null, 0, 1);
  assert.deepEqual(
    note?.cells,
    [2, 3, 4].map((step) => 2 * 8 + step),
  );
  assert.equal(note?.name, "the note C♯4, steps 2–4");
  assert.equal(places.beside(note, 0, 1)?.name, "C♯4, silent at step 5");
  assert.equal(places.beside(note, 0, -1)?.name, "C♯4, silent at step 1");
  assert.equal(places.beside(note, -1, 0)?.name, "D4, silent at step 2");
});

test("words that no slot says are passed over", () => {
  const word = (text: string, slots: number[]): Word => {
    return { text, slots, gap: " ", probability: 1, isForm: true };
  };
  let words = [word("The", [0]), word("cat", [0, 1]), word(".", [])];
  const boxOf = (index: number) => ({ left: 10 * index, top: 0, width: 9, height: 10 });
  const places = wordPlaces(() => words, boxOf, area);
  assert.deepEqual(places.at(13, 5)?.cells, [0, 1]);
  assert.equal(places.at(25, 5), null);
  const last = places.beside(null, 0, 1) && places.beside(places.beside(null, 0, 1), 0, 5);
  assert.equal(last?.name, "“cat”");
  words = [word("Dogs", [0, 1])];
  assert.equal(places.beside(last, 0, 0)?.name, "“Dogs”");
  words = [];
  assert.equal(places.beside(last, 0, 0), null);
});

test("a place rises where its numbers do, and texts and sounds do not rise", () => {
  const image = { kind: "image", height: 1, width: 2, channels: 2 } as const;
  const field = rise(Float32Array.of(0, 0, 1, 1), Float32Array.of(0.5, 1, 0, 1), image);
  assert.deepEqual(field, { rows: 1, columns: 2, values: Float32Array.of(0.75, -0.5) });
  const roll = { kind: "melody", voices: 2, steps: 1, pitches: 2 } as MelodyModality;
  const rolls = rise(Float32Array.of(0, 1, 0, 0), Float32Array.of(0, 0, 0.5, 0.5), roll);
  assert.deepEqual(rolls?.values, Float32Array.of(-1, 0.5));
  assert.equal(cellsOf(roll), 2);
  const sound = { kind: "audio", sample_rate: 8, samples: 2, channels: 1, note: null } as const;
  assert.equal(rise(new Float32Array(2), new Float32Array(2), sound), null);
});

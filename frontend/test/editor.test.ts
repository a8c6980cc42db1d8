import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addChange,
  addChangeOf,
  canKeepLost,
  limitsOf,
  lostPixels,
} from "../src/views/editor/arithmetic.ts";
import { lostWords } from "../src/views/editor/lost.ts";
import { deviceWords } from "../src/views/editor/media.ts";
import { posteriorDraws } from "../src/views/editor/posterior.ts";
import { RollNotes } from "../src/views/editor/roll-notes.ts";
import { differingSlots, keptSlots } from "../src/views/editor/sequences.ts";
import { placingRefusal } from "../src/views/own-file.ts";
import { csvOf } from "../src/views/saving.ts";

const audio = (note: string | null) =>
  ({ kind: "audio", sample_rate: 8000, samples: 4, channels: 1, note }) as const;
const image = { kind: "image", height: 1, width: 1, channels: 1 } as const;
const series = {
  kind: "series",
  steps: 2,
  channels: ["=cmd()", 'say "a"'],
  units: ["mV", ""],
  interval: 1,
  interval_unit: "",
  value_range: [0, 1],
} as const;

test("an edit that keeps what was lost is the original and the change, clipped", () => {
  const result = addChange(
    Uint8Array.of(100, 250, 5, 255),
    Uint8Array.of(90, 240, 20, 255),
    Uint8Array.of(120, 255, 0, 255),
  );
  assert.deepEqual([...result], [130, 255, 0, 255]);
});

test("of numbers too, and what is none is taken as decoded", () => {
  const result = addChangeOf(
    Float32Array.of(0.5, 0.5, -0.5, 0.5),
    Float32Array.of(0.25, 0.5, 0.5, Number.NaN),
    Float32Array.of(0.5, 1, -0.5, 0.25),
    limitsOf(audio(null)),
  );
  assert.deepEqual([...result], [0.75, 1, -1, 0.25]);
  const [low, high] = limitsOf(series as never);
  assert.deepEqual([low, high], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test("unmoved, an edit is the original to the last bit", () => {
  const original = Uint8Array.of(1, 2, 3, 255);
  const made = Uint8Array.of(200, 100, 50, 255);
  assert.deepEqual([...addChange(original, made, made)], [...original]);
});

test("what was lost lies around mid-grey and is opaque", () => {
  const lost = lostPixels(Uint8Array.of(255, 0, 100, 255), Uint8Array.of(0, 255, 100, 255));
  assert.deepEqual([...lost], [255, 0, 128, 255]);
});

test("a sound whose phase was found has nothing to keep", () => {
  assert.equal(canKeepLost(audio(null)), true);
  assert.equal(canKeepLost(audio("by Griffin-Lim")), false);
  assert.equal(canKeepLost(image), true);
});

const text = {
  kind: "text",
  length: 4,
  alternatives: 1,
  vocabulary: ["<pad>", "the", "old", "cat", "dog", "sees", "."],
  separator: " ",
  hidden: [0],
  end: null,
  joining: null,
  sentence_case: false,
  ending: "",
  phrases: null,
} as const;
const tokens = (...ids: number[]) =>
  Float32Array.from(ids.flatMap((id) => [id, id < 0 ? Number.NaN : 1]));

test("of words one's own stay where the edit changes nothing, and only there", () => {
  const [own, before] = [tokens(1, 2, 3, 0), tokens(1, 3, 3, 0)];
  const now = tokens(1, 3, 4, -1);
  const modality = text as never;
  assert.deepEqual(keptSlots(own, before, before, modality), own);
  assert.deepEqual(keptSlots(own, before, now, modality), tokens(1, 2, 4, -1));
  assert.deepEqual(keptSlots(before, before, now, modality), now);
  assert.deepEqual(differingSlots(own, before, modality), [[false, true, false, false]]);
});

test("of notes a voice's step is the model's or one's own as a whole", () => {
  const melody = { kind: "melody", voices: 2, steps: 2, pitches: 2 } as never;
  const own = Float32Array.of(1, 0, 0.5, 0, 0, 1, 0, 0);
  const before = Float32Array.of(0, 1, 0, 0.5, 0, 1, 0, 0);
  const now = Float32Array.of(0, 1, 1, 0, 0, 1, Number.NaN, 0);
  const kept = Float32Array.of(1, 0, 1, 0, 0, 1, Number.NaN, 0);
  assert.deepEqual(keptSlots(own, before, now, melody), kept);
  assert.deepEqual(keptSlots(own, before, before, melody), own);
});

test("the words that come out otherwise are named", () => {
  const placed = (own: Float32Array, made: Float32Array) =>
    lostWords(
      { original: { values: own }, reconstruction: { values: made } } as never,
      text as never,
    ).replaceAll("\u00a0", " ");
  assert.equal(
    placed(tokens(1, 2, 3, 5), tokens(1, 4, 3, 0)),
    "2 of 4 words come out otherwise: “old” → “dog”, “sees” is left out.",
  );
});

test("the posterior's draws have its mean and sd, the same each time", () => {
  const [mean, sd] = [Float32Array.of(3, -1), Float32Array.of(0.5, 2)];
  const codes = posteriorDraws(mean, sd);
  assert.equal(codes.length, 256);
  assert.deepEqual(codes, posteriorDraws(mean, sd));
  for (const d of [0, 1]) {
    const column = [...codes].filter((_, i) => i % 2 === d);
    const found = column.reduce((sum, x) => sum + x, 0) / column.length;
    const apart = column.reduce((sum, x) => sum + (x - found) ** 2, 0) / column.length;
    assert.ok(Math.abs(found - (mean[d] as number)) < 0.3 * (sd[d] as number));
    assert.ok(Math.abs(Math.sqrt(apart) / (sd[d] as number) - 1) < 0.25);
  }
  assert.equal(
    posteriorDraws(new Float32Array(2 ** 16), new Float32Array(2 ** 16)).length,
    2 ** 19,
  );
});

test("a roll's notes are set, stretched to the next one, and read again", () => {
  const shape = { voices: 2, steps: 8, pitches: 4 };
  const notes = new RollNotes(shape);
  notes.add(0, 1, 2);
  notes.stretch(0, 1, 2, 9);
  notes.add(1, 0, 2);
  assert.equal(notes.at(0, 7, 2)?.length, 7);
  notes.remove(0, 4, 2);
  notes.add(0, 1, 2);
  notes.add(0, 5, 2);
  notes.stretch(0, 1, 2, 7);
  assert.equal(notes.at(0, 1, 2)?.length, 4);
  notes.lengthen(0, 6, 2); // nothing sounds there
  const again = new RollNotes(shape);
  again.read(notes.values());
  const key = (all: RollNotes) => all.all.map((note) => JSON.stringify(note)).sort();
  assert.deepEqual(key(again), key(notes));
  notes.clear();
  assert.ok(notes.isEmpty && notes.values().every((cell) => cell === 0));
});

test("a CSV has float32's own figures and no formulas", () => {
  const values = Float32Array.of(0.1, Number.NaN, -1e-7, 3);
  const [head, ...rows] = csvOf(values, series as never)
    .trim()
    .split("\n");
  assert.equal(head, `"'=cmd() (mV)","say ""a"""`);
  assert.deepEqual(rows, ["0.100000001,", "-1.00000001e-7,3"]);
  assert.equal(Math.fround(Number("0.100000001")), values[0]);
});

test("a camera that cannot be had is said with what to do", () => {
  const said = (name: string) => deviceWords("camera", { name, message: "why" });
  assert.match(said("NotAllowedError"), /was not allowed: allow it/);
  assert.match(said("NotFoundError"), /No camera was found/);
  assert.match(said("NotReadableError"), /other programs/);
  assert.match(said("TypeError"), /could not be opened \(why\): load a file/);
});

test("how much is lost is said against what the model usually loses", () => {
  const pixels = {
    pixels: new Uint8Array(4),
    encoding: "rgba8",
    width: 1,
    height: 1,
    not_finite: 0,
  };
  const edit = {
    version: 1,
    z: Float32Array.of(0),
    spread: null,
    error: 0.2,
    scale: 0.1,
    scale_label: "the data's own samples",
    method: "encoder",
    notices: [],
    original: pixels,
    reconstruction: pixels,
  } as const;
  const words = (change: object) =>
    lostWords({ ...edit, ...change } as never, image).replaceAll("\u00a0", " ");
  assert.equal(
    words({}),
    "Off by 20 % of full brightness on average, where the data's own samples are off by 10 %.",
  );
  assert.equal(words({ scale: 0 }), "Off by 20 % of full brightness on average.");
  const sought = words({
    method: "gradients",
    scale_label: "a generated picture to the nearest other",
  });
  assert.match(sought, /where a generated picture to the nearest other is off by 10 %/);
  assert.match(sought, /Its code was sought/);
});

test("where nothing can be encoded the editor says why and what to do", () => {
  const refusal = (change: object) =>
    placingRefusal({ description: { modality: image, can_encode: true, ...change } } as never);
  assert.equal(refusal({}), null);
  assert.equal(refusal({ can_encode: false }), null); // a picture's code can be sought
  const unplaceable = "The encoder was left out: open the space in a notebook.";
  assert.equal(refusal({ unplaceable }), unplaceable);
  assert.equal(refusal({ unplaceable: "" }), null);
  assert.match(refusal({ can_encode: false, modality: audio(null) }) ?? "", /has no encoder/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawImage } from "../src/modalities/image.ts";
import type { RawText, TextModality } from "../src/modalities/text.ts";
import { readTyped } from "../src/modalities/typed.ts";
import { fitInk, type Ink } from "../src/pixels/ink.ts";
import { canonicalLevels, fitLevels, opaque } from "../src/pixels/photo.ts";
import { sampleOf } from "../src/standalone/own.ts";
import { close, vectors } from "./vectors.ts";

interface Photo {
  levels: number[];
  height: number;
  width: number;
  to: [height: number, width: number, channels: 1 | 3];
  /** Levels that it may be off by. */
  off: number;
  fitted: number[];
}

test("a picture of one's own is cut and scaled to the very levels that Pillow makes", () => {
  for (const photo of vectors<Photo>("photos")) {
    const { levels, height, width, to, off, fitted } = photo;
    const [tall, wide, channels] = to;
    const plain = opaque(Uint8Array.from(levels), channels);
    const found = fitLevels({ levels: plain, height, width, channels }, tall, wide);
    const expected = fitted;
    assert.equal(found.levels.length, expected.length);
    const apart = found.levels.map((level, i) => Math.abs(level - (expected[i] as number)));
    assert.ok(Math.max(...apart) <= off, `${height}×${width} → ${to.join("×")}: ${apart}`);
  }
});

test("its levels become numbers as the model's outputs are", () => {
  assert.deepEqual([...canonicalLevels(Uint8Array.of(0, 51, 255))], [0, Math.fround(0.2), 1]);
});

interface Drawn {
  values: number[];
  height: number;
  width: number;
  to: [height: number, width: number];
  ink: Ink;
  fitted: number[];
}

test("a drawing is centred and scaled as Python does it, within a quarter of a level", () => {
  for (const { values, height, width, to, ink, fitted } of vectors<Drawn>("inks")) {
    const sheet = { values: Float32Array.from(values), height, width };
    const found = fitInk(sheet, ink, ...to);
    const expected = fitted;
    assert.equal(found.length, expected.length);
    const apart = found.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))),
      0,
    );
    assert.ok(apart <= 1e-3, `${to.join("×")}: ${apart}`);
  }
});

test("an empty sheet is no drawing", () => {
  const values = new Float32Array(64).fill(0.3);
  const ink = { paper: [0], drawn: true, extent: 0.8, centre: [0.5, 0.5] as [number, number] };
  assert.throws(
    () => fitInk({ values, height: 8, width: 8 }, ink, 8, 8),
    /Nothing is drawn yet: draw/,
  );
});

interface Taken {
  output: number[];
  of: { height: number; width: number; channels: number };
  shown: RawImage;
  taken: number[];
}

test("an output is given to the encoder in the size, layout and range of the data", () => {
  for (const { output, of, shown, taken } of vectors<Taken>("samples")) {
    const values = Float32Array.from(output);
    const found = sampleOf(values, { kind: "image", ...of }, shown);
    close(found, taken, shown.layout);
  }
});

interface Typed {
  modality: TextModality;
  text: string;
  values: number[];
  error: string;
}

test("a typed sentence has the tokens that Python finds, or its words for why it has none", () => {
  for (const { modality, text, values, error } of vectors<Typed>("typed")) {
    if (error === "") {
      const found = readTyped(text, modality);
      assert.deepEqual([...found], values, text);
      const ids = values.filter((_, i) => i % (2 * modality.alternatives) === 0);
      assert.deepEqual([...sampleOf(found, modality, modality as unknown as RawText)], ids);
      continue;
    }
    assert.throws(() => readTyped(text, modality), { message: error }, text.slice(0, 40));
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type RawImage, toRgba } from "../src/modalities/image.ts";
import { vectors } from "./vectors.ts";

test("a raw output is shown with the bytes that Python gives it", () => {
  interface Shown {
    raw: number[];
    modality: RawImage;
    pixels: number[];
    not_finite: number;
  }
  for (const known of vectors<Shown>("rgba")) {
    const { pixels, notFinite } = toRgba(Float32Array.from(known.raw), known.modality);
    assert.deepEqual([...pixels], known.pixels, JSON.stringify(known.modality));
    assert.equal(notFinite, known.not_finite);
  }
});

test("an output of another size is refused", () => {
  const modality: RawImage = {
    kind: "image",
    height: 2,
    width: 2,
    channels: 3,
    layout: "CHW",
    value_range: [0, 1],
  };
  assert.throws(() => toRgba(new Float32Array(4), modality), RangeError);
});

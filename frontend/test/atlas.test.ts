import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalImage, type RawImage } from "../src/modalities/image.ts";
import { type AtlasOptions, atlas } from "../src/pixels/atlas.ts";
import { vectors } from "./vectors.ts";

test("tiles are those of Python, to a level", () => {
  interface Sheet {
    raw: number[];
    modality: RawImage;
    options: AtlasOptions;
    pixels: number[];
    width: number;
    height: number;
    not_finite: number;
  }
  for (const known of vectors<Sheet>("atlas")) {
    const where = JSON.stringify([known.modality, known.options]);
    const { modality, options } = known;
    const raw = Float32Array.from(known.raw);
    const length = modality.height * modality.width * modality.channels;
    const pictureOf = (i: number) => {
      return canonicalImage(raw.subarray(i * length, (i + 1) * length), modality);
    };
    const sheet = atlas(raw.length / length, pictureOf, modality, options);
    assert.deepEqual([sheet.width, sheet.height], [known.width, known.height], where);
    assert.equal(sheet.notFinite, known.not_finite, where);
    assert.equal(sheet.pixels.length, known.pixels.length, where);
    const furthest = known.pixels.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - (sheet.pixels[i] as number))),
      0,
    );
    assert.ok(furthest <= 1, `${where}: ${furthest} levels apart`);
  }
});

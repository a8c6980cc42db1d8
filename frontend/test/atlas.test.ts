import assert from "node:assert/strict";
import { test } from "node:test";
import { type AtlasOptions, atlas } from "../src/pixels/atlas.ts";
import type { RawModality } from "../src/pixels/canonical.ts";
import { vectors } from "./vectors.ts";

test("tiles are those of Python, to a level", () => {
  interface Sheet {
    raw: number[];
    modality: RawModality;
    options: AtlasOptions;
    pixels: number[];
    width: number;
    height: number;
    not_finite: number;
  }
  for (const known of vectors<Sheet>("atlas")) {
    const where = JSON.stringify([known.modality, known.options]);
    const sheet = atlas(Float32Array.from(known.raw), known.modality, known.options);
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

import assert from "node:assert/strict";
import { test } from "node:test";
import { miniaturePainter } from "../src/miniatures/index.ts";
import { canonical, notFinite } from "../src/modalities/index.ts";
import type { RawSeries } from "../src/modalities/series.ts";
import { readings } from "../src/renderers/series-readings.ts";
import { linePath, ticksOf, tickText } from "../src/renderers/series-scale.ts";
import { close, vectors } from "./vectors.ts";

interface Known {
  modality: RawSeries;
  raw: number[];
  values: number[];
  not_finite: number;
  size: number;
  height: number;
  width: number;
  picture: number[];
}

test("raw outputs become the series that Python makes of them", () => {
  for (const { modality, raw, values, not_finite } of vectors<Known>("series")) {
    const found = canonical(Float32Array.from(raw), modality);
    assert.deepEqual([...found], values, modality.layout);
    assert.equal(notFinite(found), not_finite);
  }
});

test("small pictures are those of Python", () => {
  for (const { modality, values, size, height, width, picture } of vectors<Known>("series")) {
    const painter = miniaturePainter(modality, size);
    assert.deepEqual([painter.height, painter.width, painter.channels], [height, width, 4]);
    close(painter.paint(Float32Array.from(values)), picture, `${modality.steps} steps`);
  }
});

test("an output of another size is refused", () => {
  const [known] = vectors<Known>("series");
  assert.throws(() => canonical(new Float32Array(3), (known as Known).modality), RangeError);
});

test("an axis has round numbers, within its range", () => {
  assert.deepEqual(ticksOf(-1.5, 2.5, 4), [-1, 0, 1, 2]);
  assert.deepEqual(ticksOf(0, 1.19, 4), [0, 0.5, 1]);
  assert.ok(ticksOf(3, 3.0001, 2).length > 0);
  assert.deepEqual(ticksOf(1, 1, 4), []);
  assert.equal(tickText(-0.5, 0.5), "\u22120.5");
  assert.equal(tickText(-0.001, 0.5), "0.0");
  assert.equal(tickText(20, 10), "20");
});

const PLANE = { width: 30, height: 10, low: 0, high: 10 };

test("NaN leaves a gap in a line, and a value alone is a dot", () => {
  const values = Float32Array.of(0, 10, Number.NaN, 5);
  assert.equal(linePath(values, 0, 1, PLANE), "M0.0 10.0h0L10.0 0.0M30.0 5.0h0");
  assert.equal(linePath(Float32Array.of(Number.NaN), 0, 1, PLANE), "");
});

test("of more steps than pixels no peak falls between", () => {
  const values = new Float32Array(10_000).fill(5);
  values[4321] = 10;
  values[4322] = 0;
  const path = linePath(values, 0, 1, PLANE);
  assert.ok(path.length < 3000);
  assert.match(path, / 0\.0L[\d.]+ 10\.0/);
});

test("a step is read with its time, names and units; a value that is none is said", () => {
  const [known] = vectors<Known>("series");
  const modality = {
    ...(known as Known).modality,
    channels: ["I", "breath"],
    units: ["mV", ""],
    interval: 0.01,
    interval_unit: "s",
  };
  const values = Float32Array.of(0, 0, 1.234, Number.NaN);
  assert.equal(readings(values, 1, modality), "0.01\u00a0s · I\u00a01.23\u00a0mV · breath\u00a0–");
  const without = { ...modality, interval: 1, interval_unit: "" };
  assert.ok(readings(values, 1, without).startsWith("step 1 · "));
});

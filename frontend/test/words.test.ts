import assert from "node:assert/strict";
import { test } from "node:test";
import type { About } from "../src/protocol.ts";
import { initialStatus, Meter } from "../src/status.ts";
import { count, dimensionName, meterWords, placeOf, signed } from "../src/words.ts";

test("dimensions are named as in Python, from zero", () => {
  assert.equal(dimensionName(0), "z₀");
  assert.equal(dimensionName(127), "z₁₂₇");
});

test("signed numbers have a true minus and no negative zero", () => {
  assert.equal(signed(0.494), "+0.49");
  assert.equal(signed(-1.066), "−1.07");
  assert.equal(signed(-0.001), "0.00");
});

test("counts agree in number", () => {
  assert.equal(count(1, "sample"), "1 sample");
  assert.equal(count(1797, "sample"), "1,797 samples");
});

test("the place in the data is said in words, with the ratio where it is not inside", () => {
  const about = (ratio: number): About => ({
    nearest: { index: 0, distance: ratio, picture: null },
    radius: 1,
    inside: ratio <= 1,
    ratio,
  });
  assert.equal(placeOf(about(0.4)).words, "inside the data");
  assert.equal(placeOf(about(1.24)).words, "near the edge · 1.2×");
  assert.equal(placeOf(about(3.41)).words, "outside the data · 3.4×");
  assert.equal(placeOf(about(123.4)).words, "outside the data · 123×");
});

test("the meter says runtime, latency, rate and device, as far as they are known", () => {
  const status = initialStatus("cpu");
  assert.equal(meterWords(status), "kernel · cpu");
  const measured = { ...status, roundTripMs: 22.4, fps: 47.6 };
  assert.equal(meterWords(measured), "kernel · 22 ms · 48/s · cpu");
  assert.equal(meterWords({ ...measured, connected: false }), "kernel stopped");
});

test("frames per second are counted while the hand moves, and kept while it rests", () => {
  const meter = new Meter();
  let now = 1000;
  let last = meter.add(15, now);
  for (let i = 0; i < 20; i++) {
    now += 20;
    last = meter.add(15, now);
  }
  assert.ok(Math.abs((last.fps ?? 0) - 50) < 1e-6);
  assert.equal(last.roundTripMs, 15);
  now += 60_000;
  assert.ok(Math.abs((meter.add(15, now).fps ?? 0) - 50) < 1e-6);
});

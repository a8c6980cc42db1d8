import assert from "node:assert/strict";
import { test } from "node:test";
import type { About } from "../src/protocol.ts";
import { initialStatus, Meter, type Status } from "../src/status.ts";
import {
  count,
  dimensionName,
  meterWords,
  placeOf,
  runtimeWords,
  signed,
  stoppedWords,
} from "../src/words.ts";

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

test("a stopped kernel is said with what the page can still do", () => {
  const page = { state: "ready", parity: 3e-7, tolerance: 1e-4 } as const;
  const gone = { ...initialStatus("cpu"), connected: false, roundTripMs: 2 };
  assert.match(stoppedWords(gone), /the last picture stays/);
  // Ready, though no picture has come from it yet.
  assert.match(stoppedWords({ ...gone, page }), /still decoded in the page/);
  assert.equal(meterWords({ ...gone, page, runtime: "page" }), "page · 2.0 ms · cpu");
  const refused = { state: "refused", reason: "out of memory." } as const;
  const both = { ...gone, page: refused, runtime: "page" } as const;
  assert.match(stoppedWords(both), /the last picture stays/);
  assert.equal(meterWords(both), "kernel stopped");
  assert.match(runtimeWords(both), /The page cannot decode: out of memory\.$/);
});

test("the meter's details say where pictures come from and why", () => {
  const status = initialStatus("cpu");
  const words = (change: Partial<Status>) => runtimeWords({ ...status, ...change });
  assert.match(words({}), /by Jupyter's server\.$/);
  assert.match(words({ direct: true }), /straight from the kernel\.$/);
  assert.match(words({ page: { state: "preparing" } }), /The page prepares to decode/);
  const reason = "PCA is no torch model.";
  assert.match(
    words({ page: { state: "refused", reason } }),
    /They do not come from the page: PCA is no torch model\.$/,
  );
  const page = { state: "ready", parity: 3e-7, tolerance: 1e-4 } as const;
  assert.match(words({ page, runtime: "page" }), /to 3e-7 of their size \(1e-4 is allowed\)/);
  assert.match(words({ page }), /by Jupyter's server/);
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

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Gap } from "../src/confidence.ts";
import { initialStatus, Meter, type Status } from "../src/status.ts";
import {
  count,
  dimensionName,
  evidenceOf,
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

const GAPS = { own: Float32Array.of(0.1, 0.2, 0.3, 0.4), n: 4, high: 0.39 };

test("the worse of distance and density is the word, and a large gap makes it thin", () => {
  const at = (doubt: number, ratio = 0.4) => ({ doubt, ratio });
  assert.equal(placeOf(at(0)).words, "inside the data");
  assert.equal(placeOf(at(0), undefined, false).words, "inside the drawn codes");
  assert.deepEqual(placeOf(at(0.3, 1.2)), { place: "thin", words: "thin · few data near" });
  assert.equal(placeOf(at(1, 3.41)).words, "far outside · 3.4×");
  assert.equal(placeOf(at(1, 1.2)).words, "far outside · hardly any data");
  assert.equal(placeOf(at(1, 123.4)).words, "far outside · 123×");
  assert.equal(placeOf(at(1, 1e6)).words, "far outside · over 1,000×");
  const gap = (share: number): Gap => ({ state: "known", gap: 1, share, gaps: GAPS, counts: true });
  assert.equal(placeOf(at(0), gap(0.95)).place, "inside");
  assert.equal(placeOf(at(0), gap(0.96)).place, "thin");
  assert.equal(placeOf(at(1), gap(0.96)).place, "far");
  assert.equal(placeOf(at(0), { ...gap(1), counts: false } as Gap).place, "inside");
});

test("each figure is said with what it is read against, or why it is not there", () => {
  const reading = { index: 3, distance: 2.31, radius: 3.3, ratio: 0.7, density: -1.24 };
  const told = (share: number, gap: Gap) =>
    evidenceOf({ ...reading, share, doubt: 0, gap }, "sample's code");
  const known = told(0.12, { state: "known", gap: 0.35, share: 0.75, gaps: GAPS, counts: true });
  assert.deepEqual(
    known.map(([, text]) => text),
    [
      "The nearest sample's code is 2.31 away: 0.7× the 3.3 within which 95 % of the data have five others.",
      "12\u00a0% of the data lie as thin as this or thinner (log density −1.2; 0 is typical of the data).",
      "Encoded again, the output lands 0.35 from the code: further than 75\u00a0% of the data's own " +
        "outputs (95 % of 4 land within 0.39).",
    ],
  );
  const exact = { own: Float32Array.of(1e-7, 2e-7), n: 2, high: 2e-7 };
  const same = told(0, { state: "known", gap: 3e-7, share: 1, gaps: exact, counts: false });
  assert.equal(same[2]?.[1], "Encoded again, the output lands on the code.");
  const off = told(0, { state: "known", gap: 3, share: 1, gaps: exact, counts: true });
  assert.match(off[2]?.[1] ?? "", /\(95 % of 2 land on theirs\)\.$/);
  const none = told(0, { state: "none", reason: "the model has no encoder." });
  assert.match(none[1]?.[1] ?? "", /^The data lie nowhere as thin as here/);
  assert.equal(none[2]?.[1], "Not measured: the model has no encoder.");
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

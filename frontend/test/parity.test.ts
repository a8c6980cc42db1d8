import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelSheet } from "../src/protocol.ts";
import { measureParity, ParityError, relativeError } from "../src/runtimes/page/parity.ts";
import type { DecodingWorker } from "../src/runtimes/page/worker.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const error = (outputs: number[], expected: number[]) =>
  relativeError(Float32Array.from(outputs), Float32Array.from(expected));

test("the difference is relative to the largest number expected", () => {
  assert.equal(error([1, -7.5], [1, -8]), 0.5 / 8);
  assert.equal(error([0.25, 4], [0, 4]), 0.25 / 4);
  assert.equal(error([1, 2, 3], [1, 2, 3]), 0);
});

test("zeros where zeros are expected agree, and nothing else does", () => {
  assert.equal(error([0, -0], [0, 0]), 0);
  assert.equal(error([1e-30, 0], [0, 0]), inf);
});

test("NaN agrees with NaN alone", () => {
  assert.equal(error([nan, 1], [nan, 1]), 0);
  assert.equal(error([nan, 1], [2, 1]), inf);
  assert.equal(error([2, 1], [nan, 1]), inf);
});

test("an infinite value agrees with its like, and hides no difference beside it", () => {
  assert.equal(error([inf, 1], [inf, 1]), 0);
  assert.equal(error([-inf, 1], [inf, 1]), inf);
  assert.equal(error([1, 1], [inf, 1]), inf);
  assert.equal(error([inf, 1.5], [inf, 2]), 0.25);
});

test("outputs of another size never agree", () => {
  assert.equal(error([1, 2], [1, 2, 3]), inf);
  assert.equal(error([1, 2, 3], [1, 2]), inf);
  assert.equal(error([], [1]), inf);
});

// A model of two numbers a code and seven an output: what it gives is the code's sum and six more.
const outputsOf = (codes: Float32Array) =>
  Float32Array.from({ length: (codes.length / 2) * 7 }, (_, i) => {
    const row = 2 * Math.floor(i / 7);
    return (codes[row] as number) + (codes[row + 1] as number) + (i % 7);
  });
const sheet = (every: number, wrong = 0) => {
  const codes = Float32Array.from({ length: 2 * 3 }, (_, i) => i);
  const outputs = outputsOf(codes).filter((_, i) => (i % 7) % every === 0);
  outputs[outputs.length - 1] = (outputs[outputs.length - 1] as number) + wrong;
  const parity = { error: 0, tolerance: 1e-4, batches: [1, 2], n_codes: 3 };
  return { probe: { codes, outputs }, probe_every: every, parity, latent_shape: [2] } as ModelSheet;
};
const worker = {
  ask: async ({ codes }: { codes: Float32Array }) => outputsOf(codes),
} as unknown as DecodingWorker;

test("of large outputs each nth number is compared, each output from its first on", async () => {
  for (const every of [1, 3, 5]) {
    assert.equal((await measureParity(worker, sheet(every))).parity, 0);
    await assert.rejects(measureParity(worker, sheet(every, 0.1)), ParityError);
  }
});

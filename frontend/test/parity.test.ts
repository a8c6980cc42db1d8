import assert from "node:assert/strict";
import { test } from "node:test";
import { relativeError } from "../src/runtimes/page/parity.ts";

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

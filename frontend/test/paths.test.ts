import assert from "node:assert/strict";
import { test } from "node:test";
import { combine, interpolate, type PathName } from "../src/geometry/paths.ts";
import { close, rows, vectors } from "./vectors.ts";

interface Way {
  a: number[];
  b: number[];
  shares: number[];
  path: PathName;
  codes: number[];
}

test("ways between codes are Python's, and end where they should", () => {
  for (const known of vectors<Way>("paths")) {
    const [a, b] = [Float32Array.from(known.a), Float32Array.from(known.b)];
    rows(known.codes, a.length).forEach((expected, i) => {
      const found = interpolate(a, b, known.shares[i] as number, known.path);
      close(found, expected, `${known.path} of ${a.length}, ${known.shares[i]}`);
    });
    assert.deepEqual(interpolate(a, b, 0, known.path), a);
    assert.deepEqual(interpolate(a, b, 1, known.path), b);
  }
});

test("sums of codes are Python's", () => {
  interface Sum {
    codes: number[];
    weights: number[];
    sum: number[];
  }
  for (const { codes, weights, sum } of vectors<Sum>("sums")) {
    close(combine(rows(codes, sum.length), weights), sum);
  }
});

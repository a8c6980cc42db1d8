// What the Python half computed (tools/vectors.py). A missing file fails the test that reads it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The cases of one subject. */
export function vectors<T>(subject: string): T[] {
  const text = readFileSync(`test/vectors/${subject}.json`, "utf8");
  const cases = JSON.parse(text, (_, value) =>
    value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value,
  );
  assert.ok(cases.length > 0);
  return cases;
}

/** Rows of `size` numbers. */
export function rows(values: number[], size: number): Float32Array[] {
  const n = values.length / size;
  return Array.from({ length: n }, (_, i) =>
    Float32Array.from(values.slice(i * size, (i + 1) * size)),
  );
}

/** Equal to 1e-5 of the largest number expected. */
export function close(found: ArrayLike<number>, expected: ArrayLike<number>, where = ""): void {
  assert.equal(found.length, expected.length, where);
  const numbers = Array.from(expected);
  const tolerance = 1e-5 * Math.max(...numbers.map(Math.abs));
  numbers.forEach((value, i) => {
    const error = Math.abs((found[i] as number) - value);
    assert.ok(error <= tolerance, `${where} [${i}]: ${found[i]} and not ${value}`);
  });
}

/** Seeded numbers in [0, 1), by a linear congruential generator. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

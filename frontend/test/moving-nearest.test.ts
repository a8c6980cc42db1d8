import assert from "node:assert/strict";
import { test } from "node:test";
import { MovingNearest } from "../src/geometry/moving-nearest.ts";
import { nearestCode } from "../src/geometry/nearest.ts";
import { seeded } from "./vectors.ts";

/** Sums of four, so that most lie about the middle. */
function normal(n: number, seed: number): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: n }, () => random() + random() + random() + random() - 2);
}

/** Many more numbers than a call measures. */
const [N, SIZE] = [40_000, 64];
const MANY = normal(N * SIZE, 1);

/** How often something is prepared until it is found. */
function callsTo(moving: MovingNearest, z: Float32Array): number {
  for (let calls = 0; calls < 50; calls++) {
    const found = moving.find(z);
    if (!found) {
      assert.ok(moving.isFar);
      moving.prepare(z);
      continue;
    }
    assert.deepEqual(found, nearestCode(MANY, SIZE, z));
    return calls;
  }
  throw new Error("it is never found");
}

test("a code that moves is followed at each step, and its nearest is the nearest of all", () => {
  const moving = new MovingNearest(MANY, SIZE);
  const z = normal(SIZE, 2);
  assert.equal(callsTo(moving, z), 5); // measure all 2.6 million numbers
  assert.ok(!moving.isFar);
  let prepared = 0;
  const way = normal(SIZE, 3);
  for (let step = 0; step < 60; step++) {
    for (let d = 0; d < SIZE; d++) z[d] = (z[d] as number) + 0.02 * (way[d] as number);
    const found = moving.find(z);
    assert.deepEqual(found, nearestCode(MANY, SIZE, z), `step ${step}`);
    if (!moving.isFar) continue;
    // Between two frames there is time for some calls.
    for (let call = 0; call < 3; call++) prepared += Number(moving.prepare(z));
  }
  assert.ok(prepared >= 1 && prepared < 20, `${prepared} of the 36 that there is time for`);
});

test("after a jump it is found within some calls, and then at each step again", () => {
  const moving = new MovingNearest(MANY, SIZE);
  callsTo(moving, normal(SIZE, 4));
  for (const seed of [5, 6, 7]) {
    const z = normal(SIZE, seed).map((value) => 3 * value);
    assert.equal(callsTo(moving, z), 5);
    z[0] = (z[0] as number) + 0.1;
    assert.equal(callsTo(moving, z), 0);
  }
});

test("on ways through few codes, some of them equal, it is the first of the nearest", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = seeded(seed);
    const size = 1 + (seed % 5);
    const n = 1 + Math.floor(60 * random());
    // On a coarse grid many are equal, and many as near.
    const codes = Float32Array.from({ length: n * size }, () => Math.round(4 * random()));
    const moving = new MovingNearest(codes, size);
    assert.ok(moving.prepare(new Float32Array(size)));
    for (let step = 0; step < 50; step++) {
      const z = Float32Array.from({ length: size }, () => Math.round(8 * random()) / 2);
      assert.deepEqual(moving.find(z), nearestCode(codes, size, z), `seed ${seed}, step ${step}`);
    }
  }
});

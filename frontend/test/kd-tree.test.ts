import assert from "node:assert/strict";
import { test } from "node:test";
import { KDTree } from "../src/geometry/kd-tree.ts";
import { nearestCodes } from "../src/geometry/nearest.ts";
import { seeded } from "./vectors.ts";

/** All measured and sorted, ties in the order of the data. */
function bruteForce(points: Float32Array, dims: number, query: number[], k: number) {
  const all = Array.from({ length: points.length / dims }, (_, index) => {
    const apart = query.map((value, axis) => (points[index * dims + axis] as number) - value);
    return { index, squared: apart.reduce((sum, value) => sum + value * value, 0) };
  });
  return all.sort((a, b) => a.squared - b.squared || a.index - b.index).slice(0, k);
}

// On a coarse grid many points are at one place, and many more equally far.
for (const [name, draw] of [
  ["points anywhere", (random: () => number) => random() * 10],
  ["points on a coarse grid", (random: () => number) => Math.floor(random() * 4)],
  ["points in clumps", (random: () => number) => Math.floor(random() * 3) * 50 + random()],
  ["points at one place", () => 2],
] as const) {
  test(`${name}: the tree, and the scan of codes, find what measuring every point finds`, () => {
    const random = seeded(3);
    for (const dims of [2, 3]) {
      for (const n of [1, 2, 12, 13, 40, 1500]) {
        const points = Float32Array.from({ length: n * dims }, () => draw(random));
        const kept = points.slice();
        const tree = new KDTree(points, dims);
        assert.deepEqual(points, kept);
        for (let trial = 0; trial < 12; trial++) {
          const query = Array.from(
            { length: dims },
            () => draw(random) + (trial % 3 === 0 ? 1 : 0),
          );
          for (const k of [1, 5, 20]) {
            const expected = bruteForce(points, dims, query, k);
            for (const found of [tree.nearest(query, k), nearestCodes(points, dims, query, k)]) {
              assert.deepEqual(
                [...found.indices],
                expected.map(({ index }) => index),
              );
              assert.deepEqual(
                [...found.squared],
                expected.map(({ squared }) => squared),
              );
            }
          }
        }
      }
    }
  });
}

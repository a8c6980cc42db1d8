// t-SNE, both ways, by the neighbours: it has no formula of its own.

import { sameArray } from "../arrays.ts";
import type { KNearest } from "./k-nearest.ts";
import { KDTree } from "./kd-tree.ts";
import { nearestCodes } from "./nearest.ts";
import type { MapGeometry } from "./plane.ts";

const NEIGHBOURS = 20;

/** `codes` and `coordinates` are row-major, a row a sample. */
export function neighbourGeometry(
  codes: Float32Array,
  coordinates: Float32Array,
  latentSize: number,
  dims: number,
): MapGeometry {
  const tree = new KDTree(coordinates, dims);
  const surface = (point: ArrayLike<number>) =>
    weightedMean(tree.nearest(point, NEIGHBOURS), codes, latentSize);
  const place = (z: Float32Array) => placeAmong(codes, coordinates, z, dims);

  // Along a whole drag the anchor is the same, and its search measures every code.
  let held: { anchor: Float32Array; beside: Float64Array } | null = null;
  const beside = (anchor: Float32Array): Float64Array => {
    if (!held || !sameArray(held.anchor, anchor)) {
      const below = surface(place(anchor));
      held = { anchor: anchor.slice(), beside: below.map((value, i) => (anchor[i] ?? 0) - value) };
    }
    return held.beside;
  };

  return {
    inverse(point, anchor) {
      const code = surface(point);
      if (!anchor) return Float32Array.from(code);
      const rest = beside(anchor);
      return Float32Array.from(code, (value, i) => value + (rest[i] as number));
    },
    locate: (z) => Array.from(place(z)),
  };
}

/** Where code `z` lies on a map of `dims` axes, among the places of the codes nearest to it. */
export function placeAmong(
  codes: Float32Array,
  coordinates: Float32Array,
  z: Float32Array,
  dims: number,
): Float64Array {
  return weightedMean(nearestCodes(codes, z.length, z, NEIGHBOURS), coordinates, dims);
}

/**
 * Mean of the neighbours' rows of `values`, weighted by 1/distance² (Shepard 1968); at a data point
 * that point's own row, exactly (of several at one place, their mean).
 */
function weightedMean(found: KNearest, values: Float32Array, size: number): Float64Array {
  const { indices, squared } = found;
  const nearest = squared[0] as number;
  const mean = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < indices.length; i++) {
    // Relative to the nearest: 1/distance² itself overflows close to a point.
    const weight = nearest === 0 ? Number(squared[i] === 0) : nearest / (squared[i] as number);
    const start = (indices[i] as number) * size;
    total += weight;
    for (let j = 0; j < size; j++) {
      mean[j] = (mean[j] as number) + weight * (values[start + j] as number);
    }
  }
  return mean.map((sum) => sum / total);
}

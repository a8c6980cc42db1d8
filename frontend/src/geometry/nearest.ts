// Nearest codes, all of them measured: in many dimensions a tree would not help.

import { KNearest } from "./k-nearest.ts";

export interface NearestCode {
  index: number;
  distance: number;
}

const STRETCH = 16; // dimensions between two looks at whether the code is already too far

/** The `k` codes nearest `z`, or all where there are fewer; ties in the order of the data. */
export function nearestCodes(
  codes: Float32Array,
  latentSize: number,
  z: ArrayLike<number>,
  k: number,
): KNearest {
  const n = codes.length / latentSize;
  const found = new KNearest(Math.min(k, n));
  for (let index = 0; index < n; index++) {
    const start = index * latentSize;
    let squared = 0;
    for (let i = 0; i < latentSize && squared <= found.worst; ) {
      for (const stop = Math.min(i + STRETCH, latentSize); i < stop; i++) {
        const apart = (codes[start + i] as number) - (z[i] as number);
        squared += apart * apart;
      }
    }
    if (squared <= found.worst) found.offer(index, squared);
  }
  return found;
}

export function nearestCode(codes: Float32Array, latentSize: number, z: Float32Array): NearestCode {
  const { indices, squared } = nearestCodes(codes, latentSize, z, 1);
  return { index: indices[0] as number, distance: Math.sqrt(squared[0] as number) };
}

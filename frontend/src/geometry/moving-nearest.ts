// The nearest of many codes to one that moves, exactly: the distances from a place where it was tell
// of most codes that they are too far (the triangle inequality), so that only a few are measured.

import type { NearestCode } from "./nearest.ts";

/** Numbers that are measured at a call: less than a millisecond. */
const MOST = 2 ** 19;
/** Of them: where more are measured, the place known is far away, and another should be prepared. */
const MANY = MOST / 4;
const ROUNDING = 1 + 1e-6; // of distances kept in single precision

/** A place, and how far all codes are from it: of the first `done`. */
interface Place {
  z: Float32Array;
  distances: Float32Array;
  done: number;
  nearest: number;
  least: number;
}

export class MovingNearest {
  readonly #codes: Float32Array;
  readonly #size: number;
  readonly #n: number;
  #known: Place | null = null;
  /** That which is prepared, some codes a call. */
  #next: Place | null = null;
  #isFar = true;
  #spare: Float32Array | null = null;
  #last = 0;

  constructor(codes: Float32Array, size: number) {
    this.#codes = codes;
    this.#size = size;
    this.#n = codes.length / size;
  }

  /** Whether what was sought last was far from the place known: `prepare` should be called. */
  get isFar(): boolean {
    return this.#isFar;
  }

  /**
   * The code nearest `z`, of equal ones the first; null where that takes more than a call may, until
   * a place near by has been prepared.
   */
  find(z: Float32Array): NearestCode | null {
    if (!this.#known) return null;
    const { distances, z: from } = this.#known;
    const moved = Math.sqrt(squaredBetween(from, 0, z));
    let bound = squaredBetween(this.#codes, this.#last * this.#size, z);
    const reach = (Math.sqrt(bound) + moved) * ROUNDING;
    let measured = 0;
    for (let i = 0; i < this.#n; i++) {
      if ((distances[i] as number) <= reach) measured += this.#size;
    }
    this.#isFar = measured > MANY;
    if (measured > MOST) return null;
    let [index, least] = [this.#last, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.#n; i++) {
      if ((distances[i] as number) > reach) continue;
      const squared = squaredBetween(this.#codes, i * this.#size, z, bound);
      if (squared > bound || squared >= least) continue;
      [index, least] = [i, squared];
      bound = squared;
    }
    this.#last = index;
    return { index, distance: Math.sqrt(least) };
  }

  /** Measures some more codes from a place, `z` where none is begun; true where that is all of them. */
  prepare(z: Float32Array): boolean {
    this.#next ??= {
      z: z.slice(),
      distances: this.#spare ?? new Float32Array(this.#n),
      done: 0,
      nearest: 0,
      least: Number.POSITIVE_INFINITY,
    };
    const next = this.#next;
    const end = Math.min(this.#n, next.done + Math.max(1, Math.floor(MOST / this.#size)));
    for (; next.done < end; next.done++) {
      const squared = squaredBetween(this.#codes, next.done * this.#size, next.z);
      next.distances[next.done] = Math.sqrt(squared);
      if (squared < next.least) [next.nearest, next.least] = [next.done, squared];
    }
    if (end < this.#n) return false;
    this.#spare = this.#known?.distances ?? null;
    [this.#known, this.#next] = [next, null];
    this.#last = next.nearest;
    return true;
  }
}

const STRETCH = 16; // dimensions between two looks at whether a code is already too far

/** Between `z` and what begins at `start`; of what is further than `most`, something above it. */
function squaredBetween(
  codes: Float32Array,
  start: number,
  z: Float32Array,
  most = Number.POSITIVE_INFINITY,
): number {
  let squared = 0;
  for (let d = 0; d < z.length && squared <= most; ) {
    for (const stop = Math.min(d + STRETCH, z.length); d < stop; d++) {
      const apart = (codes[start + d] as number) - (z[d] as number);
      squared += apart * apart;
    }
  }
  return squared;
}

// Where the data carry a code, as latentwidgets/spaces/support: the nearest code against the data's own
// spacing, and the density of the data's codes.

import { type DensityModel, freshDensityAt } from "./density.ts";
import { type NearestCode, nearestCode } from "./nearest.ts";

/** What a code is measured by, as the kernel tells it once. */
export interface SupportTable {
  /** The 95 % quantile of the data's own distance to their 5th neighbour. */
  radius: number;
  /** Which codes the density is made of; null: all. */
  rows: Uint32Array | null;
  bandwidth: number;
  /** Subtracted from logarithms: the median of the data's own. */
  level: number;
  /** Of the data 5 % lie as thin as this. */
  low: number;
  /** And 5 % as dense as this. */
  high: number;
  /** From here on, downwards, a code is far outside. */
  far: number;
  /** The data's own densities, rising. */
  own: Float32Array;
  label: string;
}

/** Where one code lies among the data's. */
export interface Reading {
  index: number;
  distance: number;
  radius: number;
  /** Of distance to radius. */
  ratio: number;
  /** A logarithm, 0 where the data are typical. */
  density: number;
  /** Of the data that lie as thin or thinner. */
  share: number;
  /** 0 inside the data, 1 far outside: of distance and density the worse. */
  doubt: number;
}

/** Of the radius: from here on a code is far outside by its distance alone. */
export const FAR_RATIO = 1.5;
const LARGEST_RATIO = 1e6; // where all codes are equal the radius is 0

export class Support {
  readonly density: DensityModel;
  readonly #codes: Float32Array;
  readonly #size: number;
  readonly #table: SupportTable;

  constructor(codes: Float32Array, size: number, table: SupportTable) {
    this.#codes = codes;
    this.#size = size;
    this.#table = table;
    const { rows, bandwidth, level } = table;
    const centers = rows ? rowsOf(codes, size, rows) : codes;
    this.density = { centers, bandwidth, level };
  }

  read(z: Float32Array): Reading {
    return this.readWith(z, nearestCode(this.#codes, this.#size, z));
  }

  /** The same, where it is known which code of the data is the nearest. */
  readWith(z: Float32Array, { index, distance }: NearestCode): Reading {
    const { radius, own } = this.#table;
    const ratio = ratioOf(distance, radius);
    const density = freshDensityAt(this.density, z);
    const share = shareBelow(own, Math.fround(density)); // in single precision, as they are
    return { index, distance, radius, ratio, density, share, doubt: this.doubt(ratio, density) };
  }

  doubt(ratio: number, density: number): number {
    const { low, far } = this.#table;
    const byDistance = (ratio - 1) / (FAR_RATIO - 1);
    const byDensity = (low - density) / Math.max(low - far, 1e-9);
    return Math.min(1, Math.max(0, byDistance, byDensity));
  }

  /** The doubt about codes one after another; `place` gives each, so that a page may draw between. */
  async veil(count: number, place: (i: number) => Float32Array, turn: () => Promise<void>) {
    const doubt = new Float32Array(count);
    let started = performance.now();
    for (let i = 0; i < count; i++) {
      const z = place(i);
      const { distance } = nearestCode(this.#codes, this.#size, z);
      const density = freshDensityAt(this.density, z);
      doubt[i] = this.doubt(ratioOf(distance, this.#table.radius), density);
      if (performance.now() - started < TURN_MS) continue;
      await turn();
      started = performance.now();
    }
    return doubt;
  }
}

const TURN_MS = 6;

export function ratioOf(distance: number, radius: number): number {
  if (radius > 0) return Math.min(distance / radius, LARGEST_RATIO);
  return distance > 0 ? LARGEST_RATIO : 0;
}

/** Which share of rising `own` lies at or below `value`. */
export function shareBelow(own: Float32Array, value: number): number {
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((own[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return own.length ? low / own.length : Number.NaN;
}

function rowsOf(codes: Float32Array, size: number, rows: Uint32Array): Float32Array {
  const chosen = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    chosen.set(codes.subarray(row * size, (row + 1) * size), i * size);
  });
  return chosen;
}

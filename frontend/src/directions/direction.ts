// Directions as the kernel describes them; see latentwidgets/spaces/directions.

/** How an attribute, read again from outputs, follows a move; slopes in sd for one sd. */
export interface Effect {
  name: string;
  kind: string | null;
  title: string;
  slope: number;
  interval: [number, number];
  monotonicity: number;
  /** How well the reader reads: AUC of kinds, correlation of numbers. */
  reader: number | null;
  is_blind: boolean;
  is_seen: boolean;
}

export interface Quality {
  auc: number | null;
  auc_interval: [number, number] | null;
  null: [number, number] | null;
  n_positive: number;
  n_negative: number;
  effect: Effect | null;
  side_effects: Effect[];
  change: number;
  reencoded: number | null;
  n_codes: number;
  label: string;
  words: string;
  tells_apart: boolean | null;
}

/** The arguments of `space.direction` that make it again. */
export interface Recipe {
  attribute?: string;
  value?: string;
  against?: string;
  positive?: ArrayLike<number>;
  negative?: ArrayLike<number>;
  pairs?: readonly (readonly number[])[];
  method?: string;
  index?: number;
}

export interface Direction {
  name: string;
  /** Flat, of length 1. */
  vector: Float32Array;
  /** The sd of the data along it. */
  scale: number;
  method: string;
  label: string;
  quality: Quality | null;
  /** Null where it was changed since, or is not written down. */
  recipe?: Recipe | null;
}

/** One standard deviation along it, to the bit of what the kernel calls by its name. */
export function stepOf({ vector, scale }: Direction): Float32Array {
  const sd = Math.fround(scale);
  return vector.map((value) => value * sd);
}

/** What is kept, with the number of its state: acts are undone by going back to an earlier one. */
export interface Directions {
  version: number;
  entries: Direction[];
}

/** What a change of the directions answers. */
export interface Changed {
  /** Of the direction, null where it is no more. */
  name: string | null;
  before: number;
  after: number;
  /** What is to be said of a direction from a file. */
  notice?: string;
}

export const MOST_DIRECTIONS = 100;
export const LONGEST_NAME = 100;

/** `name`, or the next that is free: "glasses 2". */
export function freeName(name: string, taken: readonly Direction[]): string {
  const names = new Set(taken.map((direction) => direction.name));
  if (!names.has(name)) return name;
  let number = 2;
  while (names.has(`${name.slice(0, 90)} ${number}`)) number += 1;
  return `${name.slice(0, 90)} ${number}`;
}

/** Codes moved from `base`: each direction by so many sd. */
export function moved(
  base: Float32Array,
  moves: Iterable<readonly [Direction, number]>,
): Float32Array {
  const sum = Float64Array.from(base);
  for (const [{ vector, scale }, amount] of moves) {
    const step = amount * scale;
    if (step === 0) continue;
    for (let d = 0; d < sum.length; d++) {
      sum[d] = (sum[d] as number) + step * (vector[d] as number);
    }
  }
  return Float32Array.from(sum);
}

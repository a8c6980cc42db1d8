// Directions by the difference of means, as latentwidgets/spaces/directions gives them.

import { type Colouring, MISSING } from "../protocol.ts";

const NOTHING = 1e-12;
const NEARLY_NOTHING = 1e-6;
const COLLINEAR = 1e-7;
const [LOWER, UPPER] = [1 / 3, 2 / 3];

export interface Sides {
  positive: Uint32Array;
  negative: Uint32Array;
  /** What is set against what. */
  words: string;
  missing: number;
}

/** The unit vector from the mean of `negative` to that of `positive`; null where they are equal. */
export function meanDifference(
  codes: Float32Array,
  size: number,
  { positive, negative }: Pick<Sides, "positive" | "negative">,
): Float32Array | null {
  const [from, to] = [mean(codes, size, negative), mean(codes, size, positive)];
  return unit(to.map((value, d) => value - (from[d] as number)));
}

/** The sd of all codes along a unit vector; 0 where they do not vary. */
export function spread(codes: Float32Array, size: number, vector: Float32Array): number {
  const n = codes.length / size;
  const along = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (codes[i * size + d] as number) * (vector[d] as number);
    along[i] = sum;
  }
  const middle = along.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(along.reduce((sum, value) => sum + (value - middle) ** 2, 0) / n);
  const largest = along.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return sd > NEARLY_NOTHING * Math.max(1, largest) ? sd : 0;
}

/** Which samples have an attribute and which have not; `value` chooses among kinds. */
export function sidesOf(column: Colouring, value: string | null, against: string | null): Sides {
  return column.kind === "numeric" ? ofNumbers(column, value) : ofKinds(column, value, against);
}

/** Of codes all without it, then in the same order with it. */
export function sidesOfPairs(n: number): Sides {
  const half = n / 2;
  const [negative, positive] = [0, half].map((start) =>
    Uint32Array.from({ length: half }, (_, i) => start + i),
  ) as [Uint32Array, Uint32Array];
  return { positive, negative, words: `${half} pair${half > 1 ? "s" : ""}`, missing: 0 };
}

/** Checks two groups; null is all the rest. */
export function groupsOf(
  positive: Uint32Array | null,
  negative: Uint32Array | null,
  n: number,
): Sides {
  if (!positive?.length) throw new Error("Group A is empty: select samples on the map first.");
  const has = new Set(positive);
  const rest = negative === null;
  const others =
    negative ?? Uint32Array.from({ length: n }, (_, i) => i).filter((i) => !has.has(i));
  if (rest && !others.length) {
    throw new Error(`Group A holds all ${n} samples, so that there is no rest to set it against.`);
  }
  if (!others.length) throw new Error("Group B is empty: select samples on the map first.");
  const shared = rest ? 0 : others.filter((i) => has.has(i)).length;
  if (shared && shared === has.size && shared === others.length) {
    throw new Error(`Both groups hold the same ${shared} samples: choose two that differ.`);
  }
  if (shared) {
    const are = shared === 1 ? "sample is" : "samples are";
    throw new Error(`${shared} ${are} in both groups: take each out of one of them.`);
  }
  const words = `${samples(positive.length)} against ${rest ? "the other " : ""}${others.length}`;
  return { positive, negative: others, words, missing: 0 };
}

/**
 * Takes from a unit vector what lies in the span of `conditions`: `w − Cᵀ(CCᵀ)⁻¹Cw`. Null where less
 * than 1e-6 remains.
 */
export function orthogonalTo(
  vector: Float32Array,
  conditions: readonly Float32Array[],
): { vector: Float32Array; remainder: number } | null {
  const basis: number[][] = [];
  for (const condition of conditions) {
    const left = without(Array.from(condition), basis);
    const length = Math.hypot(...left);
    if (length > COLLINEAR * Math.hypot(...condition)) basis.push(left.map((x) => x / length));
  }
  const rest = without(Array.from(vector), basis);
  const remainder = Math.hypot(...rest);
  const made = remainder < NEARLY_NOTHING ? null : unit(rest);
  return made && { vector: made, remainder };
}

/** Twice: the second time takes what rounding left. */
function without(vector: number[], basis: readonly number[][]): number[] {
  let rest = vector;
  for (let turn = 0; turn < 2; turn++) {
    for (const axis of basis) {
      const share = axis.reduce((sum, x, d) => sum + x * (rest[d] as number), 0);
      rest = rest.map((x, d) => x - share * (axis[d] as number));
    }
  }
  return rest;
}

function unit(vector: ArrayLike<number>): Float32Array | null {
  const wide = Array.from(vector);
  const length = Math.hypot(...wide);
  return length < NOTHING ? null : Float32Array.from(wide, (x) => x / length);
}

function mean(codes: Float32Array, size: number, rows: Uint32Array): Float64Array {
  const sum = new Float64Array(size);
  for (const row of rows) {
    for (let d = 0; d < size; d++) {
      sum[d] = (sum[d] as number) + (codes[row * size + d] as number);
    }
  }
  return sum.map((value) => value / rows.length);
}

function ofKinds(column: Colouring, value: string | null, against: string | null): Sides {
  const { categories, name } = column;
  const values = column.values as Uint16Array;
  if (categories.length < 2) {
    const what = categories[0] === undefined ? "no value" : `one value, ${categories[0]},`;
    throw new Error(`${name} has ${what} for all samples: a direction needs some that differ.`);
  }
  const chosen = kindOf(column, value ?? (categories.length === 2 ? categories[1] : undefined));
  const other = against === null ? null : kindOf(column, against);
  const isOther = (kind: number) =>
    other === null ? kind !== chosen && kind !== MISSING : kind === other;
  const positive = rowsWhere(values, (kind) => kind === chosen);
  const negative = rowsWhere(values, isOther);
  const missing = rowsWhere(values, (kind) => kind === MISSING).length;
  const rest =
    other !== null
      ? categories[other]
      : categories.length === 2
        ? categories[1 - chosen]
        : "those of another kind";
  if (!positive.length || !negative.length) {
    throw new Error(`No sample has ${name} = ${positive.length ? rest : categories[chosen]}.`);
  }
  const words =
    `${samples(positive.length)} where ${name} is ${categories[chosen]} against ` +
    `${negative.length} (${rest})`;
  return { positive, negative, words, missing };
}

function ofNumbers(column: Colouring, value: string | null): Sides {
  const { name } = column;
  if (value !== null) throw new Error(`${name} has numbers and no kinds: leave the value out.`);
  const values = column.values as Float32Array;
  const known = values.filter((x) => Number.isFinite(x)).sort();
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || least === most) {
    const what = least === undefined ? "no value" : `one value, ${least},`;
    throw new Error(`${name} has ${what} for all samples: a direction needs some that differ.`);
  }
  const { isLower, isUpper } = thirds(known);
  const positive = rowsWhere(values, isUpper);
  const negative = rowsWhere(values, isLower);
  const words =
    `${samples(positive.length)} in the upper third of ${name} against ${negative.length} in ` +
    "the lower";
  return { positive, negative, words, missing: values.length - known.length };
}

/** The ends of the lower and the upper third of sorted numbers, ties and all. */
function thirds(sorted: Float32Array): {
  isLower(x: number): boolean;
  isUpper(x: number): boolean;
} {
  const [low, high] = [quantile(sorted, LOWER), quantile(sorted, UPPER)];
  if (low < high) return { isLower: (x) => x <= low, isUpper: (x) => x >= high };
  const anyLower = (sorted[0] as number) < low;
  const anyUpper = (sorted.at(-1) as number) > low;
  return {
    isLower: anyLower ? (x) => x < low : (x) => x === low,
    isUpper: anyUpper || !anyLower ? (x) => x > low : (x) => x === low,
  };
}

/** As NumPy's: linear between two values. */
function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const index = Math.floor(place);
  const [a, b] = [
    sorted[index] as number,
    sorted[Math.min(index + 1, sorted.length - 1)] as number,
  ];
  const t = place - index;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

function rowsWhere(
  values: Uint16Array | Float32Array,
  wanted: (value: number) => boolean,
): Uint32Array {
  const rows: number[] = [];
  for (const [row, value] of values.entries()) if (wanted(value)) rows.push(row);
  return Uint32Array.from(rows);
}

function kindOf({ categories, name }: Colouring, value: string | undefined): number {
  const index = value === undefined ? -1 : categories.indexOf(value);
  if (index >= 0) return index;
  const known = categories.slice(0, 12).join(", ");
  throw new Error(
    value === undefined
      ? `${name} has ${categories.length} kinds: choose one of ${known}.`
      : `${name} has no kind ${value}: there are ${known}.`,
  );
}

function samples(n: number): string {
  return `${n} sample${n === 1 ? "" : "s"}`;
}

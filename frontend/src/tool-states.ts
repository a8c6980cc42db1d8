// What tools are set to, read as from a stranger: from a session, or from the kernel. Python reads the
// same, in `widgets/tool_states.py`.

import { type NumericArray, sameArray, toTrait } from "./arrays.ts";
import type { Tools } from "./moment.ts";

export interface Bounds {
  /** Numbers in a code. */
  size: number;
  nSamples: number;
}

type Read = (value: unknown, bounds: Bounds) => unknown;

const KINDS = ["code", "bookmark", "sample", "mean", "direction"];
const PATHS = ["auto", "lerp", "slerp", "data", "geodesic"];
const LONGEST_NAME = 2000;
const MOST_DIMS = 2 ** 24;

/** Reads what tools are set to; an error says in words what is wrong. */
export function readTools(value: unknown, bounds: Bounds): Tools {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail("is no object");
  return Object.fromEntries(
    Object.entries(value as object).map(([id, state]) => {
      const read = Object.hasOwn(READERS, id) && READERS[id];
      if (!read) return fail(`is of a tool that is not known here, ${id.slice(0, 40)}`);
      return [id, read(state, bounds)];
    }),
  );
}

/** Those that can be kept: a sum of thousands of terms is not. */
export function keepable(tools: Tools, bounds: Bounds): Tools {
  const isFine = ([id, state]: [string, unknown]) => {
    try {
      return readTools({ [id]: state }, bounds) !== null;
    } catch {
      return false;
    }
  };
  return Object.fromEntries(Object.entries(tools).filter(isFine));
}

/** The groups of samples left out, whose numbers mean others in other data. */
export function withoutSamples(tools: Tools): Tools {
  const none = new Uint32Array();
  const { directions } = tools;
  return directions
    ? { ...tools, directions: { ...(directions as object), a: none, b: none } }
    : tools;
}

/** `value` with each array turned by `turn`. */
export function mapArrays(value: unknown, turn: (array: NumericArray) => unknown): unknown {
  if (ArrayBuffer.isView(value)) return turn(value as NumericArray);
  if (Array.isArray(value)) return value.map((each) => mapArrays(each, turn));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapArrays(each, turn)]),
  );
}

export const toJson = (tools: Tools) => mapArrays(tools, (array) => [...array]);
export const toWire = (tools: Tools) => mapArrays(tools, toTrait);

/** Whether two states are the same, arrays to the last bit. */
export function sameState(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  if (ArrayBuffer.isView(one) || ArrayBuffer.isView(other)) {
    return one.constructor === other.constructor && sameArray(one as never, other as never);
  }
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => sameState(one[key as never], other[key as never]))
  );
}

// -- reading ----------------------------------------------------------------------------------

function fail(words: string): never {
  throw new Error(`what its tools are set to ${words}.`);
}

/** An object of exactly these. */
const fields =
  (readers: Record<string, Read>): Read =>
  (value, bounds) => {
    const names = Object.keys(readers);
    const given = typeof value === "object" && value ? Object.keys(value) : [];
    if (given.length !== names.length || !given.every((name) => Object.hasOwn(readers, name))) {
      fail(`is no object of ${names.join(", ")}`);
    }
    const found = value as Record<string, unknown>;
    return Object.fromEntries(names.map((name) => [name, readers[name]?.(found[name], bounds)]));
  };

const list =
  (read: Read, most: number): Read =>
  (value, bounds) => {
    if (!Array.isArray(value) || value.length > most) fail(`is no list of at most ${most}`);
    return (value as unknown[]).map((each) => read(each, bounds));
  };

/** What earlier sessions do not say is as in `defaults`. */
const since =
  (defaults: object, read: Read): Read =>
  (value, bounds) =>
    read({ ...defaults, ...(value as object) }, bounds);

const even =
  (read: Read): Read =>
  (value, bounds) => {
    const listed = read(value, bounds) as unknown[];
    return listed.length % 2 ? fail("has half a pair") : listed;
  };

const number =
  (low: number, high: number): Read =>
  (value) =>
    typeof value === "number" && value >= low && value <= high
      ? value
      : fail(`is no number from ${low} to ${high}`);

const text =
  (longest: number, shortest = 0): Read =>
  (value) =>
    typeof value === "string" && value.length >= shortest && [...value].length <= longest
      ? value
      : fail(`is no text of ${shortest} to ${longest} characters`);

const one =
  (of: readonly unknown[]): Read =>
  (value) =>
    of.includes(value) ? value : fail(`is none of ${of.join(", ")}`);

const orNone =
  (read: Read): Read =>
  (value, bounds) =>
    value === null ? null : read(value, bounds);

function numbersOf(value: unknown): ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return value as NumericArray;
  if (!Array.isArray(value) || !value.every((each) => typeof each === "number")) {
    fail("is no list of numbers");
  }
  return value as number[];
}

const code: Read = (value, { size }) => {
  const z = Float32Array.from(numbersOf(value));
  if (z.length !== size) fail(`has a code of ${z.length} numbers, where codes have ${size}`);
  if (!z.every(Number.isFinite)) fail("has a code of numbers that are too large");
  return z;
};

const samples: Read = (value, { nSamples }) => {
  const listed = Array.from(numbersOf(value));
  const isSample = (index: number) => Number.isInteger(index) && index >= 0 && index < nSamples;
  if (!listed.every(isSample) || new Set(listed).size < listed.length) {
    fail("has a group of samples that are not there");
  }
  return Uint32Array.from(listed);
};

/** Numbers of dimensions or layers. */
const dims: Read = (value) => {
  const listed = Array.from(numbersOf(value));
  const isPlace = (place: number) => Number.isInteger(place) && place >= 0 && place < MOST_DIMS;
  if (!listed.length || !listed.every(isPlace) || new Set(listed).size < listed.length) {
    fail("has a group of no dimensions");
  }
  return Uint32Array.from(listed);
};

const flag = one([true, false]);
const share = number(0, 1);
const name = text(LONGEST_NAME, 1);
const names = list(name, 256);
const someOperand = fields({ name, kind: one(KINDS), z: code });
const operand = orNone(someOperand);
const directions = fields({
  from: orNone(code),
  amounts: list(fields({ name, amount: number(-1000, 1000) }), 256),
  ticked: names,
  a: samples,
  b: samples,
  pairs: even(list(someOperand, 128)),
});

const mix = fields({
  ...{ content: operand, style: operand, groups: names, strength: share },
  own: list(fields({ name, dims }), 64),
});

const READERS: Record<string, Read> = {
  arithmetic: fields({
    terms: list(fields({ operand, weight: number(-1e9, 1e9) }), 256),
    text: text(20_000),
  }),
  directions: since({ pairs: [] }, directions),
  editor: fields({ wipe: share }),
  interpolation: fields({
    anchors: list(operand, 64),
    path: one(PATHS),
    pace: number(0.01, 100),
    ping_pong: flag,
    constant_speed: flag,
    position: share,
    share,
    z: orNone(code),
  }),
  styles: since({ own: [] }, mix),
};

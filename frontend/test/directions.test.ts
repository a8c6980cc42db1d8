// Directions made in the page are those that Python makes; files are read as from a stranger.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Direction, freeName, moved } from "../src/directions/direction.ts";
import { readDirection, readForeign, writeDirection } from "../src/directions/file.ts";
import { groupsOf, meanDifference, orthogonalTo, sidesOf, spread } from "../src/directions/make.ts";
import type { Colouring } from "../src/protocol.ts";
import { close, vectors } from "./vectors.ts";

interface AttributeCase {
  codes: number[];
  size: number;
  column: { kind: "categorical" | "numeric"; categories: string[]; values: number[] };
  value: string | null;
  vector: number[];
  scale: number;
}

interface OrthogonalCase {
  vector: number[];
  conditions: number[][];
  expected: number[] | null;
}

function columnOf({ column }: AttributeCase): Colouring {
  const Values = column.kind === "numeric" ? Float32Array : Uint16Array;
  const values = Values.from(column.values);
  return { ...column, values, name: "it", low: 0, high: 1, note: "" };
}

test("a direction of an attribute is Python's", () => {
  for (const [i, each] of vectors<AttributeCase>("directions").entries()) {
    const codes = Float32Array.from(each.codes);
    const sides = sidesOf(columnOf(each), each.value, null);
    const vector = meanDifference(codes, each.size, sides) as Float32Array;
    close(vector, each.vector, `case ${i}`);
    close([spread(codes, each.size, vector)], [each.scale], `scale of case ${i}`);
  }
});

test("the conditional projection is Python's", () => {
  for (const [i, each] of vectors<OrthogonalCase>("orthogonal").entries()) {
    const conditions = each.conditions.map((row) => Float32Array.from(row));
    const found = orthogonalTo(Float32Array.from(each.vector), conditions);
    if (each.expected === null) assert.equal(found, null, `case ${i}`);
    else close((found as { vector: Float32Array }).vector, each.expected, `case ${i}`);
  }
});

test("groups that cannot be are refused in words", () => {
  const rows = (...indices: number[]) => Uint32Array.from(indices);
  assert.throws(() => groupsOf(null, null, 9), /Group A is empty/);
  assert.throws(() => groupsOf(rows(1), rows(), 9), /Group B is empty/);
  assert.throws(() => groupsOf(rows(1, 2), rows(2, 1), 9), /the same 2 samples/);
  assert.throws(() => groupsOf(rows(1, 2), rows(2, 3), 9), /1 sample is in both/);
  assert.throws(() => groupsOf(rows(0, 1), null, 2), /no rest/);
  assert.deepEqual([...groupsOf(rows(1), null, 3).negative], [0, 2]);
});

test("groups of one mean have no direction", () => {
  const sides = { positive: Uint32Array.of(0), negative: Uint32Array.of(1) };
  assert.equal(meanDifference(Float32Array.of(1, 2, 1, 2), 2, sides), null);
});

const DIRECTION: Direction = {
  name: "glasses",
  vector: Float32Array.of(0.6, 0.8),
  scale: 1.5,
  method: "mean",
  label: "made",
  quality: null,
};

test("codes move by sd, several directions add up, and 0 is to the bit", () => {
  const base = Float32Array.of(1, 2);
  close(moved(base, [[DIRECTION, 2]]), [1 + 2 * 1.5 * 0.6, 2 + 2 * 1.5 * 0.8]);
  const other = { ...DIRECTION, vector: Float32Array.of(0, 1), scale: 1 };
  close(
    moved(base, [
      [DIRECTION, 1],
      [other, -1],
    ]),
    [1.9, 2.2],
  );
  assert.deepEqual(moved(base, [[DIRECTION, 0]]), base);
});

test("a file is read back", () => {
  const recipe = { positive: [1, 2], method: "mean" };
  const pairs = { pairs: [[1, 2]], method: "pairs" };
  for (const made of [DIRECTION, { ...DIRECTION, recipe }, { ...DIRECTION, recipe: pairs }]) {
    const found = readDirection(writeDirection(made, [2]), [2]);
    assert.deepEqual(found, { recipe: null, ...made });
  }
  for (const wrong of [
    { attribute: "a\nb", more: 1 },
    { index: "0" },
    { method: "mean" },
    { pairs: ["a"] },
    3,
    [],
  ]) {
    const text = writeDirection({ ...DIRECTION, recipe: wrong as never }, [2]);
    assert.equal(readDirection(text, [2]).recipe, null);
  }
});

test("figures of another model do not come along", () => {
  const quality = {
    ...{ auc: null, auc_interval: null, null: null, n_positive: 0, n_negative: 0, effect: null },
    ...{ side_effects: [], change: 1, reencoded: null, n_codes: 4, label: "", words: "Fine." },
    tells_apart: null,
  };
  const made = { ...DIRECTION, recipe: null, quality };
  const here = { name: "plain", latent_shape: [2], fingerprint: "aa" } as never;
  const read = (fingerprint?: string, space = here) =>
    readForeign(writeDirection(made, [2], fingerprint), space);
  assert.deepEqual(read("aa"), { direction: made });
  assert.deepEqual(read(), { direction: { ...made, quality: null } });
  const other = read("bb");
  assert.equal(other.direction.quality, null);
  assert.match(other.direction.label, /; made in another model$/);
  assert.match(other.notice as string, /is of another model than plain, or of other weights/);
  const unreadable = { name: "plain", latent_shape: [2], fingerprint: "" } as never;
  assert.deepEqual(read("bb", unreadable), { direction: { ...made, quality: null } });
});

test("an .npz needs Python", () => {
  assert.throws(() => readDirection("PK\u0003\u0004", [2]), /needs Python: save .* as \.json/);
});

test("a file of another space or of anything else is refused", () => {
  const good = JSON.parse(writeDirection(DIRECTION, [2]));
  const refused = (change: object, said: RegExp, shape = [2]) =>
    assert.throws(() => readDirection(JSON.stringify({ ...good, ...change }), shape), said);
  refused({}, /belongs to another model/, [3]);
  refused({ format: "x" }, /no latentwidgets direction/);
  refused({ version: 2 }, /version 1/);
  refused({ vector: [1] }, /no list of 2 finite/);
  refused({ vector: [1, null] }, /no list of 2 finite/);
  refused({ vector: [0, 0] }, /zeros/);
  refused({ scale: 0 }, /above 0/);
  refused({ name: " " }, /no text of 1 to/);
  refused({ method: "magic" }, /not known/);
  assert.throws(() => readDirection("{", [2]), /no JSON/);
  assert.throws(() => readDirection("null", [2]), /no latentwidgets direction/);
  assert.equal(
    readDirection(JSON.stringify({ ...good, quality: { words: 3 } }), [2]).quality,
    null,
  );
});

test("a name that is taken gets a number", () => {
  assert.equal(freeName("x", []), "x");
  assert.equal(freeName("glasses", [DIRECTION, { ...DIRECTION, name: "glasses 2" }]), "glasses 3");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ExpressionError } from "../src/arithmetic/error.ts";
import { closest, written, writtenSum } from "../src/arithmetic/spelling.ts";
import { termsOf, type Weighted } from "../src/arithmetic/terms.ts";
import { mixed } from "../src/geometry/mixing.ts";
import { close, seeded, vectors } from "./vectors.ts";

interface Expression {
  names: string[];
  text: string;
  terms?: Weighted[];
  reason?: string;
  start?: number;
  end?: number;
}

const vocabulary = (names: string[]) => ({
  has: (n: string) => names.includes(n),
  names: () => names,
});
/** A place counted in characters, as Python counts, in units of UTF-16. */
const units = (text: string, at: number) => [...text].slice(0, at).join("").length;

test("expressions come to what Python says, or fail where and why it says", () => {
  for (const { names, text, terms, reason, start, end } of vectors<Expression>("expressions")) {
    const where = text.slice(0, 60);
    if (terms) {
      assert.deepEqual(termsOf(text, vocabulary(names)), terms, where);
      continue;
    }
    try {
      termsOf(text, vocabulary(names));
      assert.fail(`${where} is no expression`);
    } catch (error) {
      assert.ok(error instanceof ExpressionError, `${where}: ${error}`);
      assert.equal(error.message, reason, where);
      assert.equal(error.start, units(text, start as number), where);
      const past = (end as number) - [...text].length; // the end is marked one further
      assert.equal(error.end, past > 0 ? text.length + past : units(text, end as number), where);
    }
  }
});

test("names are written, and like ones found, as Python does", () => {
  interface Spelling {
    name: string;
    written: string;
    known: string[];
    closest: string[];
  }
  for (const spelling of vectors<Spelling>("spellings")) {
    assert.equal(written(spelling.name), spelling.written);
    assert.deepEqual(closest(spelling.name, spelling.known), spelling.closest, spelling.name);
  }
});

test("a sum that is written reads as itself", () => {
  const names = ["a", "b c", '"', "\\", "3", "猫", "−"];
  const random = seeded(4);
  for (let i = 0; i < 200; i++) {
    const chosen = names.filter(() => random() < 0.6);
    if (chosen.length === 0) continue;
    const terms = chosen.map((name) => ({
      name,
      weight: Number((8 * (random() - 0.5)).toPrecision(3)),
    }));
    assert.deepEqual(termsOf(writtenSum(terms), vocabulary(names)), terms);
  }
  assert.equal(
    writtenSum([
      { name: "a", weight: -1 },
      { name: "b c", weight: 1 },
      { name: "3", weight: -0.5 },
    ]),
    '−a + "b c" − 0.5 * "3"',
  );
});

test("mixes of two codes are Python's", () => {
  interface Mix {
    content: number[];
    style: number[];
    dims: number[];
    strength: number;
    z: number[];
  }
  for (const { content, style, dims, strength, z } of vectors<Mix>("mixes")) {
    const given = [Float32Array.from(content), Float32Array.from(style)] as const;
    close(mixed(...given, dims, strength), z, `${strength}`);
    assert.deepEqual(given[0], Float32Array.from(content));
  }
});

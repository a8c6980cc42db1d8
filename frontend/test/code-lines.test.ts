import assert from "node:assert/strict";
import { test } from "node:test";
import { codeLines } from "../src/code-lines.ts";
import { float32Text, type Known } from "../src/code-ways.ts";
import type { Tools } from "../src/moment.ts";
import type { Identity } from "../src/protocol.ts";
import { vectors } from "./vectors.ts";

interface Case {
  identity: Identity;
  z: number[];
  selection: number[];
  map: string;
  colour: string | null;
  tools: Tools;
  known: Known;
  text: string;
}

const CODES = new Set(["z", "vector", "from"]);

/** With codes as float32, as the page has them. */
function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const isCode = CODES.has(key) && Array.isArray(each);
      return [key, isCode ? Float32Array.from(each as number[]) : typed(each)];
    }),
  );
}

test("the lines are those that Python writes, to the letter", () => {
  const cases = vectors<Case>("lines");
  assert.ok(cases.length > 8);
  const ways = [
    "compute(",
    "z = space.mix_styles(",
    "mix = layered.mix_styles(",
    "path(",
    "direction(",
    "lw.Direction(",
  ];
  for (const way of ways)
    assert.ok(
      cases.some(({ text }) => text.includes(way)),
      way,
    );
  for (const { identity, z, selection, map, colour, tools, known, text } of cases) {
    const depicted = {
      ...{ identity, map, colour },
      tools: typed(tools) as Tools,
      known: typed(known) as Known,
      view: "LatentExplorer",
      z: Float32Array.from(z),
      selection: Uint32Array.from(selection),
    };
    assert.equal(codeLines(depicted), text);
  }
});

test("numbers have the digits that Python gives them, and come back to the bit", () => {
  for (const { values, texts } of vectors<{ values: number[]; texts: string[] }>("numbers")) {
    const own = Float32Array.from(values);
    assert.deepEqual(Array.from(own, float32Text), texts);
    for (const [i, text] of texts.entries()) assert.equal(Math.fround(Number(text)), own[i]);
  }
});

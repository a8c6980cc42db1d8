import assert from "node:assert/strict";
import { test } from "node:test";
import { codeLines, float32Text } from "../src/code-lines.ts";
import type { Identity } from "../src/protocol.ts";
import { vectors } from "./vectors.ts";

interface Case {
  identity: Identity;
  z: number[];
  selection: number[];
  map: string;
  colour: string | null;
  text: string;
}

test("the lines are those that Python writes, to the letter", () => {
  const cases = vectors<Case>("lines");
  assert.ok(cases.length > 3);
  for (const { identity, z, selection, map, colour, text } of cases) {
    const depicted = {
      ...{ identity, map, colour },
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

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase85 } from "../src/standalone/base85.ts";
import { fromPlanes } from "../src/standalone/planes.ts";
import { vectors } from "./vectors.ts";

test("bytes are those that Python wrote, of every length", () => {
  const written = vectors<{ text: string; bytes: number[] }>("base85");
  assert.ok(written.length > 5);
  for (const { text, bytes } of written) {
    assert.deepEqual([...decodeBase85(text)], bytes);
    assert.ok(!/[<>&]/.test(text));
  }
});

test("bytes sorted by their weight are put back, numbers cut short among them", () => {
  for (const { planes, width, bytes } of vectors<{
    planes: number[];
    width: number;
    bytes: number[];
  }>("planes")) {
    assert.deepEqual([...fromPlanes({ planes: Uint8Array.from(planes), width })], bytes);
  }
});

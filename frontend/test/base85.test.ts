import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase85 } from "../src/standalone/base85.ts";
import { vectors } from "./vectors.ts";

test("bytes are those that Python wrote, of every length", () => {
  const written = vectors<{ text: string; bytes: number[] }>("base85");
  assert.ok(written.length > 5);
  for (const { text, bytes } of written) {
    assert.deepEqual([...decodeBase85(text)], bytes);
    assert.ok(!/[<>&]/.test(text));
  }
});

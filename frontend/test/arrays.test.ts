import assert from "node:assert/strict";
import { test } from "node:test";
import { revive, sameArray, toMessage, toTrait } from "../src/arrays.ts";

test("a trait's array comes back as it went", () => {
  const z = Float32Array.of(1.5, -2, 0);
  assert.deepEqual(revive(toTrait(z)), z);
});

test("a message's arrays come back from its buffers, at whatever offset they lie", () => {
  const [content, buffers] = toMessage({
    z: Float32Array.of(1, 2),
    indices: Uint32Array.of(7),
    index: 3,
  });
  for (const offset of [0, 1, 2, 3, 4, 7]) {
    const shifted = buffers.map((buffer) => {
      const bytes = new Uint8Array(offset + buffer.byteLength + 5);
      bytes.set(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), offset);
      return new DataView(bytes.buffer, offset, buffer.byteLength);
    });
    assert.deepEqual(revive(content, shifted), {
      z: Float32Array.of(1, 2),
      indices: Uint32Array.of(7),
      index: 3,
    });
  }
});

test("arrays are found at any depth, in lists too", () => {
  const value = { bookmarks: [{ name: "a", z: toTrait(Float32Array.of(4)) }], note: null };
  assert.deepEqual(revive(value), {
    bookmarks: [{ name: "a", z: Float32Array.of(4) }],
    note: null,
  });
});

test("what is sent does not change with the array afterwards", () => {
  const z = Float32Array.of(1);
  const kept = toTrait(z);
  const [content, buffers] = toMessage({ z });
  z[0] = 9;
  assert.deepEqual(revive(kept), Float32Array.of(1));
  assert.deepEqual(revive<{ z: Float32Array }>(content, buffers).z, Float32Array.of(1));
});

test("an array without its bytes, or with too few, is refused", () => {
  assert.throws(() => revive({ dtype: "float32", shape: [2], buffer: 0 }), /without its bytes/);
  const short = { dtype: "float32", shape: [3], data: new DataView(new ArrayBuffer(8)) };
  assert.throws(() => revive(short), RangeError);
});

test("arrays are the same by value", () => {
  assert.ok(sameArray(Float32Array.of(1, 2), Float32Array.of(1, 2)));
  assert.ok(!sameArray(Float32Array.of(1, 2), Float32Array.of(1)));
  assert.ok(!sameArray(null, Float32Array.of(1)));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { halfToNumber } from "../src/geometry/half.ts";

test("bits of half precision are the numbers that they are", () => {
  const known: [number, number][] = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0xfbff, -65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0xc4cd, -4.80078125],
  ];
  for (const [bits, number] of known) assert.equal(halfToNumber(bits), number);
  assert.equal(halfToNumber(0xfc00), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(halfToNumber(0x7e00)));
});

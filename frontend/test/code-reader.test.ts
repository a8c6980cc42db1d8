import assert from "node:assert/strict";
import { test } from "node:test";
import { toMessage } from "../src/arrays.ts";
import { Channel } from "../src/channel.ts";
import { CodeReader } from "../src/code-reader.ts";
import { type Reading, Support } from "../src/geometry/support.ts";
import { DataCodes, MOST_READ } from "../src/runtimes/codes.ts";
import { seeded } from "./vectors.ts";

const TABLE = {
  radius: 2,
  rows: null as Uint32Array | null,
  bandwidth: 1,
  level: 0,
  low: -2,
  high: 0,
  far: -4,
  own: Float32Array.of(-3, -2, -1, 0),
  label: "",
};
const PART = 4 * 2 ** 20;

/** A reader over a kernel that has `codes`, and gives them in parts of 4 MiB. */
function open(codes: Float32Array | null, size: number, table: Partial<typeof TABLE> = {}) {
  const asked: string[] = [];
  const faults = new Set<string>();
  const bytes = new Uint8Array(codes?.buffer ?? new ArrayBuffer(0));
  const asset = codes && { name: "codes.f32", key: "", size: bytes.length };
  const channel: Channel = new Channel((content) => {
    const { id, kind, start } = content as { id: string; kind: string; start: number };
    asked.push(kind);
    const made =
      kind === "support"
        ? { ...TABLE, ...table, codes: asset }
        : { data: bytes.slice(start, start + PART) };
    const [result, buffers] = toMessage(made);
    const answer = faults.has(kind) ? { ok: false, error: "busy" } : { ok: true, result };
    setTimeout(() => channel.receive({ kind: "reply", id, ...answer } as never, buffers));
  });
  const told: [Float32Array, Reading][] = [];
  let ready = 0;
  const reader = new CodeReader(new DataCodes(channel), size, {
    onReady: () => {
      ready += 1;
    },
    onReading: (...reading) => told.push(reading),
  });
  return { reader, asked, faults, told, isReady: () => ready === 1 };
}

const FEW = Float32Array.of(0, 0, 3, 4);

test("once the codes are there each code is read at once, as Support reads it", async () => {
  const { reader, asked, told, isReady } = open(FEW, 2);
  const z = Float32Array.of(0, 1);
  assert.equal(reader.read(z), null);
  await reader.start(false);
  assert.ok(isReady());
  assert.deepEqual(reader.read(z), new Support(FEW, 2, TABLE).read(z));
  await reader.start(true);
  assert.deepEqual(asked, ["support", "asset"]);
  assert.deepEqual(told, []);
});

test("of codes that a page cannot hold none is brought", async () => {
  const { reader, asked, isReady } = open(null, 2);
  await reader.start(true);
  assert.deepEqual(asked, ["support"]);
  assert.ok(!isReady());
  const dense = open(new Float32Array(4 * 2 ** 20), 2 ** 10); // the density is made of 16 MiB
  await dense.reader.start(true);
  assert.deepEqual(dense.asked, ["support"]);
});

test("what fails is tried again when it is next asked for", async () => {
  const { reader, asked, faults, isReady } = open(FEW, 2);
  for (const kind of ["support", "asset"]) {
    faults.add(kind);
    await reader.start(false);
    faults.clear();
    assert.ok(!isReady());
  }
  await reader.start(false);
  assert.ok(isReady());
  assert.deepEqual(asked, ["support", "support", "asset", "asset"]);
});

test("closed while the codes come, it says nothing", async () => {
  const { reader, isReady } = open(FEW, 2);
  const starting = reader.start(false);
  reader.dispose();
  await starting;
  assert.ok(!isReady());
  assert.equal(reader.read(Float32Array.of(0, 1)), null);
});

test("many codes come by a line alone, and are read in motion; a jump is read soon after", async () => {
  const random = seeded(3);
  const size = 64;
  const codes = Float32Array.from({ length: 40_000 * size }, () => random());
  assert.ok(codes.byteLength > MOST_READ);
  const rows = Uint32Array.from({ length: 500 }, (_, i) => 80 * i);
  const { reader, asked, told, isReady } = open(codes, size, { rows });
  await reader.start(false);
  assert.deepEqual(asked, ["support"]);
  await reader.start(true);
  assert.ok(isReady());
  const support = new Support(codes, size, { ...TABLE, rows });
  const first = Float32Array.from({ length: size }, () => random());
  const z = Float32Array.from({ length: size }, () => random());
  assert.equal(reader.read(first), null);
  assert.equal(reader.read(z), null); // the hand has moved on: this one is told
  while (!told.length) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(told, [[z, support.read(z)]]);
  const near = z.map((value) => value + 0.01);
  assert.deepEqual(reader.read(near), support.read(near));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(told.length, 1);
  reader.dispose();
});

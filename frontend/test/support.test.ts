import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../src/channel.ts";
import { ConfidenceKeeper } from "../src/confidence.ts";
import { inverseOff } from "../src/geometry/off.ts";
import { planeGeometry } from "../src/geometry/plane.ts";
import { Support, shareBelow } from "../src/geometry/support.ts";
import type { About } from "../src/protocol.ts";
import { axesOf, onScreen } from "../src/views/map/posteriors.ts";
import { close, rows, vectors } from "./vectors.ts";

/** Two codes, a kernel of width 1 on each: the density is the sum of two exponentials. */
const TABLE = {
  radius: 2,
  rows: null,
  bandwidth: 1,
  level: 0,
  low: -2,
  high: 0,
  far: -4,
  own: Float32Array.of(-3, -2, -1, 0),
  label: "",
};
const CODES = Float32Array.of(0, 0, 3, 4);
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("a code is read by its nearest neighbour and the sum of the kernels", () => {
  const found = new Support(CODES, 2, TABLE).read(Float32Array.of(0, 1));
  assert.deepEqual([found.index, found.distance, found.ratio], [0, 1, 0.5]);
  near(found.density, Math.log(Math.exp(-0.5) + Math.exp(-9)));
  assert.equal(found.share, 0.75);
  assert.equal(found.doubt, 0);
});

test("a code of the data is measured by the others, as the data's own are", () => {
  near(new Support(CODES, 2, TABLE).read(Float32Array.of(3, 4)).density, -12.5);
});

test("doubt is the worse of distance and density", () => {
  const support = new Support(CODES, 2, TABLE);
  assert.equal(support.doubt(1, -2), 0);
  near(support.doubt(1.25, -1), 0.5);
  near(support.doubt(1.1, -3.5), 0.75);
  assert.equal(support.doubt(9, 0), 1);
});

test("only the rows that are said carry kernels", () => {
  const support = new Support(CODES, 2, { ...TABLE, rows: Uint32Array.of(1) });
  const found = support.read(Float32Array.of(0, 1));
  assert.equal(found.index, 0);
  near(found.density, -9);
});

test("shares count what is at or below", () => {
  assert.deepEqual(
    [-4, -3, -0.5, 0].map((x) => shareBelow(TABLE.own, x)),
    [0, 0.25, 0.75, 1],
  );
});

test("readings are Python's", () => {
  interface Readings {
    codes: number[];
    table: typeof TABLE & { own: number[]; rows: number[] | null };
    queries: number[];
    indices: number[];
    distances: number[];
    ratios: number[];
    densities: number[];
    shares: number[];
    doubts: number[];
  }
  for (const { codes, table, queries, ...known } of vectors<Readings>("readings")) {
    const size = queries.length / known.indices.length;
    const support = new Support(Float32Array.from(codes), size, {
      ...table,
      own: Float32Array.from(table.own),
      rows: table.rows && Uint32Array.from(table.rows),
    });
    const found = rows(queries, size).map((query) => support.read(query));
    const where = `${codes.length / size} codes of ${size}`;
    assert.deepEqual(
      found.map(({ index }) => index),
      known.indices,
      where,
    );
    const columns = [
      [found.map(({ distance }) => distance), known.distances],
      [found.map(({ ratio }) => ratio), known.ratios],
      [found.map(({ density }) => density), known.densities],
      [found.map(({ share }) => share), known.shares],
      [found.map(({ doubt }) => doubt), known.doubts],
    ] as const;
    for (const [i, [here, there]] of columns.entries()) close(here, there, `${where}, ${i}`);
  }
});

test("what is known of another code than the one shown says so", () => {
  const told: boolean[] = [];
  const channel = new Channel(() => {});
  const z = [0, 1, 2, 3].map((x) => Float32Array.of(x, 0));
  const [a, b, c, d] = z as [Float32Array, Float32Array, Float32Array, Float32Array];
  const keeper = new ConfidenceKeeper(channel, "no encoder", "image", a, {
    onChange: (confidence) => told.push(confidence?.isPast ?? true),
    isStill: () => true,
  });
  const support = new Support(CODES, 2, TABLE);
  const about = (of: Float32Array) => {
    const { index, distance, ...reading } = support.read(of);
    keeper.about(of, {
      ...reading,
      nearest: { index, distance, picture: null },
    } as About);
  };
  about(a);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [a, true]);
  keeper.frame({ z: b }, null);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [a, false]);
  // An answer about a code that was left meanwhile is newer, but not of what is shown.
  keeper.frame({ z: c }, null);
  about(b);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [b, false]);
  about(c);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [c, true]);
  // Late, it takes nothing from what is known of the code shown.
  keeper.frame({ z: d }, support.read(d));
  about(c);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [d, true]);
  // Back at a code that was known.
  keeper.frame({ z: a }, null);
  assert.ok(!keeper.isCurrent);
  keeper.frame({ z: d }, null);
  assert.deepEqual([keeper.now?.z, keeper.isCurrent], [d, true]);
  assert.deepEqual(told, [false, true, true, false, false, true, false]);
  keeper.dispose();
});

test("off the map goes from the surface, past the anchor, at one place of the map", () => {
  const map = planeGeometry(Float32Array.of(1, 1, 1), Float32Array.of(1, 0, 0, 0, 1, 0), 2);
  const anchor = Float32Array.of(2, 3, 9);
  assert.deepEqual([...inverseOff(map, [0, 0], anchor, 0)], [1, 1, 1]);
  assert.deepEqual([...inverseOff(map, [0, 0], anchor, 0.5)], [1, 1, 5]);
  assert.deepEqual([...inverseOff(map, [0, 0], anchor, 1)], [1, 1, 9]);
  assert.deepEqual([...inverseOff(map, [0, 0], anchor, 2)], [1, 1, 17]);
});

test("an ellipse on the screen: scaled, its second axis down, turned as the map is", () => {
  const upright = axesOf(onScreen([0.04, 0, 0.01], [100, 0], [0, -100]));
  near(upright.radii[0] as number, 20);
  near(upright.radii[1] as number, 10);
  near(upright.turn, 0);
  // Leaning to the right on the map, which is up on the screen: against the clock.
  near(axesOf(onScreen([1, 0.5, 1], [10, 0], [0, -10])).turn, -45);
  near(Math.abs(axesOf(onScreen([0.04, 0, 0.01], [0, 100], [100, 0])).turn), 90);
});

test("the gap is asked for at rest alone, once, and told with the data's own", async () => {
  const asked: string[] = [];
  const channel: Channel = new Channel((content) => {
    const { id, kind } = content as { id: string; kind: string };
    asked.push(kind);
    const result =
      kind === "gap" ? { gap: 0.5 } : { own: Float32Array.of(0.1, 0.9), n: 2, high: 0.9 };
    setTimeout(() => channel.receive({ kind: "reply", id, ok: true, result } as never, []));
  });
  let still = false;
  const told: string[] = [];
  const keeper = new ConfidenceKeeper(channel, null, "image", null, {
    onChange: (confidence) => told.push(confidence?.gap.state ?? "nothing"),
    isStill: () => still,
  });
  const reading = new Support(CODES, 2, TABLE).read(Float32Array.of(0, 1));
  const z = Float32Array.of(0, 1);
  keeper.frame({ z }, reading);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual(asked, []);
  still = true;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual(asked.sort(), ["gap", "gaps"]);
  const { gap } = keeper.now as NonNullable<typeof keeper.now>;
  assert.equal(gap.state === "known" && gap.share, 0.5);
  keeper.frame({ z }, reading);
  assert.equal(keeper.now?.gap.state, "known");
  assert.deepEqual(told.filter((state) => state === "known").length, 2);
  assert.equal(keeper.now?.gap.state === "known" && keeper.now.gap.counts, true);
  // A gap that is rounding beside the data's own spacing says nothing against a code.
  const other = Float32Array.of(0, 1.5);
  keeper.frame({ z: other }, { ...reading, radius: 600 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(keeper.now?.gap.state === "known" && keeper.now.gap.counts, false);
  keeper.dispose();
});

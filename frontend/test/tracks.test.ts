import assert from "node:assert/strict";
import { test } from "node:test";
import { densityAt } from "../src/geometry/density.ts";
import { paletteCodes } from "../src/geometry/palette.ts";
import type { PathName } from "../src/geometry/paths.ts";
import { joinNearest, throughData } from "../src/geometry/through-data.ts";
import { codeAt, codesAt, evenly, evenShares, trackOf } from "../src/geometry/track.ts";
import { distance } from "../src/modalities/distance.ts";
import type { Modality } from "../src/modalities/index.ts";
import { close, rows, vectors } from "./vectors.ts";

interface Way {
  knots: number[];
  shares: number[];
  between: PathName;
  at: number[];
  codes: number[];
}

test("ways through several anchors are Python's", () => {
  for (const known of vectors<Way>("tracks")) {
    const { shares, between, at } = known;
    const size = known.codes.length / at.length;
    const knots = rows(known.knots, size);
    close(codesAt({ knots, shares, between }, at), known.codes, `${between} of ${size}`);
    for (const [i, share] of shares.entries()) {
      assert.deepEqual(codeAt({ knots, shares, between }, share), knots[i]);
    }
  }
});

test("a way from anchor to anchor gives each leg as much", () => {
  const anchors = [0, 1, 5].map((x) => Float32Array.of(x));
  const track = trackOf(anchors, "lerp");
  assert.deepEqual(track.shares, [0, 0.5, 1]);
  assert.deepEqual(Array.from(codesAt(track, evenly(5))), [0, 0.5, 1, 3, 5]);
});

test("palettes are Python's", () => {
  interface Palette {
    corners: number[];
    columns: number;
    rows: number;
    path: PathName;
    n: number;
    codes: number[];
  }
  for (const known of vectors<Palette>("palettes")) {
    const corners = rows(known.corners, known.corners.length / known.n);
    close(paletteCodes(corners, known.columns, known.rows, known.path), known.codes);
  }
});

test("even speed is Python's, and of what does not move there is none", () => {
  interface Speeds {
    speed: number[];
    shares: number[];
  }
  for (const { speed, shares } of vectors<Speeds>("speeds")) {
    const warp = evenShares(speed);
    assert.ok(warp);
    close(evenly(shares.length).map(warp), shares);
  }
  assert.equal(evenShares([0, 0]), null);
});

test("ways through the data are Python's", async () => {
  interface Through {
    codes: number[];
    size: number;
    a: number[];
    b: number[];
    weights: number[];
    way: number[];
  }
  for (const { codes, size, a, b, weights, way } of vectors<Through>("through")) {
    let told = 0;
    const graph = await joinNearest(Float32Array.from(codes), size, async () => {
      told += 1;
    });
    assert.equal(told, codes.length / size);
    const decode = async (some: Float32Array) =>
      some.map((x, i) => Math.tanh(x * (weights[i % size] as number)));
    const apart = (p: Float32Array, q: Float32Array) =>
      Math.hypot(...p.map((x, d) => x - (q[d] as number)));
    const [from, to] = [Float32Array.from(a), Float32Array.from(b)];
    const knots = await throughData(graph, from, to, decode, apart);
    close(
      knots.flatMap((knot) => Array.from(knot)),
      way,
    );
  }
});

test("groups without a way between are said", async () => {
  const codes = Float32Array.from({ length: 80 }, (_, i) => (i < 40 ? i % 7 : 1000 + (i % 7)));
  const graph = await joinNearest(codes, 2, async () => {});
  const ends = [codes.slice(0, 2), codes.slice(78)] as [Float32Array, Float32Array];
  const decode = async (some: Float32Array) => some;
  await assert.rejects(
    throughData(graph, ...ends, decode, () => 1),
    /No way leads/,
  );
});

test("densities are Python's", () => {
  interface Density {
    centers: number[];
    bandwidth: number;
    level: number;
    codes: number[];
    values: number[];
  }
  for (const { centers, codes, values, ...model } of vectors<Density>("densities")) {
    const density = { ...model, centers: Float32Array.from(centers) };
    const found = rows(codes, codes.length / values.length).map((code) => densityAt(density, code));
    close(found, values);
  }
});

test("distances of outputs of each kind are Python's", () => {
  interface Distances {
    modality: Modality;
    outputs: number[];
    n: number;
    distances: number[];
  }
  const kinds = vectors<Distances>("distances").map(({ modality, outputs, n, distances }) => {
    const each = rows(outputs, outputs.length / n);
    const found = distances.map((_, i) =>
      distance(each[i] as Float32Array, each[i + 1] as Float32Array, modality),
    );
    close(found, distances, modality.kind);
    return modality.kind;
  });
  assert.deepEqual(kinds, ["image", "text", "melody", "audio", "series"]);
});

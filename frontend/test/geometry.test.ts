import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestCode } from "../src/geometry/nearest.ts";
import { neighbourGeometry } from "../src/geometry/neighbours.ts";
import { type MapGeometry, planeGeometry } from "../src/geometry/plane.ts";
import { close, rows, seeded, vectors } from "./vectors.ts";

interface BothWays {
  dims: number;
  points: number[];
  anchors: number[];
  located: number[];
  inverse: number[];
  anchored: number[];
}

function checkBothWays(map: MapGeometry, known: BothWays, size: number, where: string): void {
  const anchors = rows(known.anchors, size);
  const located = rows(known.located, known.dims);
  const inverse = rows(known.inverse, size);
  const anchored = rows(known.anchored, size);
  rows(known.points, known.dims).forEach((point, i) => {
    const anchor = anchors[i] as Float32Array;
    close(map.locate(anchor), located[i] as Float32Array, `${where}, locate ${i}`);
    close(map.inverse(point), inverse[i] as Float32Array, `${where}, inverse ${i}`);
    close(map.inverse(point, anchor), anchored[i] as Float32Array, `${where}, anchored ${i}`);
    close(map.inverse(map.locate(anchor), anchor), anchor, `${where}, there and back ${i}`);
  });
}

test("the plane of PCA goes both ways as in Python", () => {
  interface Plane extends BothWays {
    center: number[];
    components: number[];
  }
  for (const known of vectors<Plane>("plane")) {
    const [center, components] = [known.center, known.components].map((v) => Float32Array.from(v));
    assert.ok(center && components);
    const map = planeGeometry(center, components, known.dims);
    checkBothWays(map, known, center.length, `${center.length} to ${known.dims}`);
  }
});

test("t-SNE goes both ways as in Python", () => {
  interface Neighbours extends BothWays {
    codes: number[];
    coordinates: number[];
  }
  for (const known of vectors<Neighbours>("neighbours")) {
    const codes = Float32Array.from(known.codes);
    const coordinates = Float32Array.from(known.coordinates);
    const n = coordinates.length / known.dims;
    const size = codes.length / n;
    const map = neighbourGeometry(codes, coordinates, size, known.dims);
    checkBothWays(map, known, size, `${n} samples of ${size} to ${known.dims}`);
  }
});

test("a sample's place gives its code back exactly, and its code its place", () => {
  const random = seeded(1);
  const codes = Float32Array.from({ length: 500 * 7 }, () => random() - 0.5);
  const coordinates = Float32Array.from({ length: 500 * 2 }, () => 100 * random());
  const map = neighbourGeometry(codes, coordinates, 7, 2);
  for (const i of [0, 17, 499]) {
    const code = codes.slice(7 * i, 7 * (i + 1));
    const point = coordinates.slice(2 * i, 2 * (i + 1));
    assert.deepEqual(map.inverse(point), code);
    assert.deepEqual(map.locate(code), [...point]);
  }
});

test("an anchor overwritten in place is another anchor", () => {
  const random = seeded(2);
  const codes = Float32Array.from({ length: 90 * 4 }, () => random());
  const coordinates = Float32Array.from({ length: 90 * 2 }, () => random());
  const map = neighbourGeometry(codes, coordinates, 4, 2);
  const anchor = Float32Array.of(1, 2, 3, 4);
  map.inverse([0.5, 0.5], anchor);
  anchor.fill(-1);
  close(map.inverse(map.locate(anchor), anchor), anchor);
});

test("the nearest code is the one that Python finds, of equal ones the first", () => {
  interface Nearest {
    codes: number[];
    queries: number[];
    indices: number[];
    distances: number[];
  }
  for (const known of vectors<Nearest>("nearest")) {
    const size = known.queries.length / known.indices.length;
    const found = rows(known.queries, size).map((query) =>
      nearestCode(Float32Array.from(known.codes), size, query),
    );
    assert.deepEqual(
      found.map(({ index }) => index),
      known.indices,
    );
    close(
      found.map(({ distance }) => distance),
      known.distances,
    );
  }
});

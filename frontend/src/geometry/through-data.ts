// The way from code to code of the data along which the output changes least, as
// latentwidgets/spaces/paths/graph.py and through_data.py.

import { sameArray } from "../arrays.ts";
import { nearestCodes } from "./nearest.ts";
import { type Graph, graphOf, shortestFrom } from "./shortest.ts";

export const NEIGHBOURS = 12;
const CORRIDOR = 128;
const SHORTEST = 1e-12;

export interface CodeGraph {
  codes: Float32Array;
  size: number;
  /** Euclidean lengths. */
  edges: Graph;
}

/** Joins each code with its nearest; `rest` is awaited between two codes and may raise to stop. */
export async function joinNearest(
  codes: Float32Array,
  size: number,
  rest: (done: number, total: number) => Promise<void>,
): Promise<CodeGraph> {
  const n = codes.length / size;
  const k = Math.min(NEIGHBOURS, Math.max(1, n - 1));
  const edges = new Map<number, [number, number, number]>();
  for (let i = 0; i < n; i++) {
    await rest(i, n);
    const z = codes.subarray(i * size, (i + 1) * size);
    const { indices, squared } = nearestCodes(codes, size, z, Math.min(k + 1, n));
    for (const [rank, j] of indices.entries()) {
      if (j === i) continue;
      const [a, b] = i < j ? [i, j] : [j, i];
      const length = Math.max(Math.sqrt(squared[rank] as number), SHORTEST);
      edges.set(a * n + b, [a, b, length]);
    }
  }
  return { codes, size, edges: graphOf(n, [...edges.values()]) };
}

interface Door {
  indices: Uint32Array;
  distances: number[];
}

/**
 * The knots from `a` to `b`. Of many codes only those are decoded through which the way by Euclidean
 * lengths is shortest.
 */
export async function throughData(
  graph: CodeGraph,
  a: Float32Array,
  b: Float32Array,
  decode: (codes: Float32Array) => Promise<Float32Array>,
  distance: (a: Float32Array, b: Float32Array) => number,
): Promise<Float32Array[]> {
  if (sameArray(a, b)) return [a, b];
  const { codes, size } = graph;
  const doors = [a, b].map((z) => doorOf(graph, z)) as [Door, Door];
  const inside = corridor(graph, doors);
  const m = inside.length;
  const chosen = new Float32Array((m + 2) * size);
  for (const [i, index] of inside.entries()) {
    chosen.set(codes.subarray(index * size, (index + 1) * size), i * size);
  }
  chosen.set(a, m * size);
  chosen.set(b, (m + 1) * size);
  const outputs = await decode(chosen);
  const each = outputs.length / (m + 2);
  const output = (i: number) => outputs.subarray(i * each, (i + 1) * each);
  const edges = edgesInside(graph, doors, inside, a, b).map(([i, j]): [number, number, number] => [
    i,
    j,
    Math.max(distance(output(i), output(j)), SHORTEST),
  ]);
  const { before } = shortestFrom(graphOf(m + 2, edges), [[m, 0]]);
  const way = [m + 1];
  while (way.at(-1) !== m) way.push(before[way.at(-1) as number] as number);
  const knots = way.reverse().map((i) => chosen.slice(i * size, (i + 1) * size));
  return knots.filter((knot, i) => i === 0 || !sameArray(knot, knots[i - 1] as Float32Array));
}

function doorOf({ codes, size }: CodeGraph, z: Float32Array): Door {
  const k = Math.min(NEIGHBOURS, Math.max(1, codes.length / size - 1));
  const { indices, squared } = nearestCodes(codes, size, z, k);
  return { indices, distances: Array.from(squared, Math.sqrt) };
}

/** The codes about the shortest way by Euclidean lengths, by their numbers. */
function corridor({ edges }: CodeGraph, doors: readonly [Door, Door]): number[] {
  const [first, second] = doors.map(({ indices, distances }) => {
    const sources = Array.from(indices, (node, i): [number, number] => [
      node,
      Math.max(distances[i] as number, SHORTEST),
    ]);
    return shortestFrom(edges, sources).distances;
  }) as [Float64Array, Float64Array];
  const whole = first.map((distance, i) => distance + (second[i] as number));
  const reached = Array.from(whole.keys()).filter((i) => Number.isFinite(whole[i]));
  if (reached.length === 0) {
    throw new Error(
      "No way leads through the data from one end to the other: they lie in groups of samples that " +
        "are not joined. Take lerp, or another anchor between them.",
    );
  }
  reached.sort((i, j) => (whole[i] as number) - (whole[j] as number) || i - j);
  return reached.slice(0, CORRIDOR).sort((i, j) => i - j);
}

/** By places in the corridor; after it come the two ends. */
function edgesInside(
  { edges }: CodeGraph,
  doors: readonly [Door, Door],
  inside: readonly number[],
  a: Float32Array,
  b: Float32Array,
): [number, number][] {
  const places = new Map(inside.map((index, place) => [index, place]));
  const found: [number, number][] = [];
  for (const [place, index] of inside.entries()) {
    const [from, to] = [edges.starts[index] as number, edges.starts[index + 1] as number];
    for (const end of edges.ends.subarray(from, to)) {
      const other = places.get(end);
      if (other !== undefined && other > place) found.push([place, other]);
    }
  }
  for (const [number, { indices }] of doors.entries()) {
    for (const index of indices) {
      const place = places.get(index);
      if (place !== undefined) found.push([place, inside.length + number]);
    }
  }
  const reach = Math.max(...doors.map(({ distances }) => distances.at(-1) as number));
  if (Math.hypot(...a.map((x, d) => x - (b[d] as number))) <= reach) {
    found.push([inside.length, inside.length + 1]);
  }
  return found;
}

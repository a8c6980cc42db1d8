// Shortest paths over a graph with lengths, by Dijkstra's algorithm on a binary heap.

export interface Graph {
  /** The edges of node i are those from `starts[i]` up to `starts[i + 1]`. */
  starts: Uint32Array;
  ends: Uint32Array;
  lengths: Float64Array;
}

export interface Shortest {
  /** Infinite where no way leads. */
  distances: Float64Array;
  /** The node before; -1 of a source, and where no way leads. */
  before: Int32Array;
}

/** From the sources, each at its own distance, to every node. */
export function shortestFrom(
  { starts, ends, lengths }: Graph,
  sources: readonly (readonly [node: number, distance: number])[],
): Shortest {
  const n = starts.length - 1;
  const distances = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n).fill(-1);
  const heap = new Heap(distances);
  const reach = (node: number, distance: number, from: number) => {
    if (!(distance < (distances[node] as number))) return;
    distances[node] = distance;
    before[node] = from;
    heap.raise(node);
  };
  for (const [node, distance] of sources) reach(node, distance, -1);
  for (let node = heap.take(); node >= 0; node = heap.take()) {
    for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) {
      const distance = (distances[node] as number) + (lengths[edge] as number);
      reach(ends[edge] as number, distance, node);
    }
  }
  return { distances, before };
}

/** A graph in which each of `edges` can be gone both ways. */
export function graphOf(
  n: number,
  edges: readonly (readonly [a: number, b: number, length: number])[],
): Graph {
  const starts = new Uint32Array(n + 1);
  for (const [a, b] of edges) {
    starts[a + 1] = (starts[a + 1] as number) + 1;
    starts[b + 1] = (starts[b + 1] as number) + 1;
  }
  for (let i = 0; i < n; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const next = starts.slice();
  const ends = new Uint32Array(2 * edges.length);
  const lengths = new Float64Array(2 * edges.length);
  const put = (from: number, to: number, length: number) => {
    const at = next[from] as number;
    next[from] = at + 1;
    ends[at] = to;
    lengths[at] = length;
  };
  for (const [a, b, length] of edges) {
    put(a, b, length);
    put(b, a, length);
  }
  return { starts, ends, lengths };
}

/** Nodes by their distance; each at most once. */
class Heap {
  readonly #distances: Float64Array;
  readonly #nodes: number[] = [];
  readonly #places: Int32Array;

  constructor(distances: Float64Array) {
    this.#distances = distances;
    this.#places = new Int32Array(distances.length).fill(-1);
  }

  /** Puts in a node whose distance has become less. */
  raise(node: number): void {
    let place = this.#places[node] as number;
    if (place < 0) {
      place = this.#nodes.length;
      this.#nodes.push(node);
    }
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#nodes[above] as number;
      if ((this.#distances[other] as number) <= (this.#distances[node] as number)) break;
      this.#set(place, other);
      place = above;
    }
    this.#set(place, node);
  }

  /** The nearest node, taken out; -1 where none is left. */
  take(): number {
    const first = this.#nodes[0];
    const last = this.#nodes.pop();
    if (first === undefined || last === undefined) return -1;
    this.#places[first] = -1;
    if (this.#nodes.length) this.#sink(last);
    return first;
  }

  #sink(node: number): void {
    const count = this.#nodes.length;
    const distance = this.#distances[node] as number;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= count) break;
      if (below + 1 < count && this.#at(below + 1) < this.#at(below)) below += 1;
      if (this.#at(below) >= distance) break;
      this.#set(place, this.#nodes[below] as number);
      place = below;
    }
    this.#set(place, node);
  }

  #at(place: number): number {
    return this.#distances[this.#nodes[place] as number] as number;
  }

  #set(place: number, node: number): void {
    this.#nodes[place] = node;
    this.#places[node] = place;
  }
}

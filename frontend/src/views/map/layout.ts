// A projection's coordinates in the map's own units: centred, the longer side from -1 to 1. So two
// projections of very different scale can be walked between, and one camera serves all.

import type { MapProjection } from "../../protocol.ts";
import type { Vector } from "./camera.ts";
import type { Turn } from "./turn.ts";

export class Layout {
  readonly dims: 2 | 3;
  readonly count: number;
  /** (n, 3) world positions; NaN where a coordinate is not finite. */
  readonly positions: Float32Array;
  /** Half the width and height of what the camera must show, in world units. */
  readonly extent: readonly [number, number];
  readonly #centre: Vector;
  readonly #unit: number;
  readonly #turn: Turn | null;

  /** With a `turn` the points are shown where it lays them; their coordinates stay their own. */
  constructor(given: Float32Array, dims: number, turn: Turn | null = null) {
    this.#turn = turn?.dims === dims ? turn : null;
    const coordinates = this.#turn ? laid(given, this.#turn) : given;
    this.dims = dims === 3 ? 3 : 2;
    this.count = Math.floor(coordinates.length / dims);
    const { low, high } = bounds(coordinates, dims);
    const half = low.map((value, d) => ((high[d] as number) - value) / 2);
    const longest = Math.max(...half);
    // All in one place, or nothing at all: any unit will do.
    this.#unit = longest || 1;
    this.#centre = low.map((value, d) => value + (half[d] as number)) as Vector;
    this.positions = new Float32Array(3 * this.count);
    for (let i = 0; i < this.count; i++) {
      for (let d = 0; d < dims && d < 3; d++) {
        const value = coordinates[i * dims + d] ?? 0;
        this.positions[3 * i + d] = (value - (this.#centre[d] as number)) / this.#unit;
      }
    }
    const [x = 0, y = 0] = half.map((value) => value / this.#unit);
    const isFlat = this.dims === 2 && longest > 0;
    this.extent = isFlat ? [Math.max(x, 0.1), Math.max(y, 0.1)] : [1.1, 1.1];
  }

  static of(projection: MapProjection, turn: Turn | null = null): Layout {
    return new Layout(projection.coordinates, projection.dims, turn);
  }

  /** World position of a point given in the projection's own coordinates. */
  toWorld(own: readonly number[]): Vector {
    const point = this.#turn ? this.#turn.apply(own) : own;
    return [0, 1, 2].map((d) =>
      d < this.dims ? ((point[d] ?? 0) - (this.#centre[d] as number)) / this.#unit : 0,
    ) as Vector;
  }

  /** The projection's own coordinates of a world position. */
  toData(world: Vector): number[] {
    const point = world
      .slice(0, this.dims)
      .map((value, d) => value * this.#unit + (this.#centre[d] as number));
    return this.#turn ? this.#turn.invert(point) : point;
  }

  at(index: number): Vector {
    const p = this.positions;
    return [p[3 * index] ?? 0, p[3 * index + 1] ?? 0, p[3 * index + 2] ?? 0];
  }

  isFinite(index: number): boolean {
    return this.at(index).every(Number.isFinite);
  }
}

function laid(coordinates: Float32Array, turn: Turn): Float32Array {
  const moved = new Float32Array(coordinates.length);
  for (let i = 0; i + turn.dims <= moved.length; i += turn.dims) {
    moved.set(turn.apply(Array.from(coordinates.subarray(i, i + turn.dims))), i);
  }
  return moved;
}

function bounds(coordinates: Float32Array, dims: number): { low: Vector; high: Vector } {
  const low: Vector = [Infinity, Infinity, Infinity];
  const high: Vector = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < coordinates.length; i++) {
    const value = coordinates[i] as number;
    const d = i % dims;
    if (d > 2 || !Number.isFinite(value)) continue;
    if (value < (low[d] as number)) low[d] = value;
    if (value > (high[d] as number)) high[d] = value;
  }
  for (const d of [0, 1, 2]) if ((low[d] as number) > (high[d] as number)) low[d] = high[d] = 0;
  return { low, high };
}

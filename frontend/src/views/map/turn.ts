// A map laid over another: its points are turned and scaled as they are shown, and nothing else of it.

import { type Cleanup, Emitter } from "../../emitter.ts";

/** How one set of points lies over another: `laid = (point - center) @ matrix + target`. */
export interface Alignment {
  matrix: Float32Array;
  inverse: Float32Array;
  center: Float32Array;
  target: Float32Array;
  /** Share of the variance that stays apart, and that of chance. */
  residual: number;
  expected: number;
  words: string;
}

export interface Turn {
  readonly dims: number;
  apply(point: readonly number[]): number[];
  invert(point: readonly number[]): number[];
}

/** `laid = (point - center) @ matrix + target`, and back. */
export function turnOf(alignment: Alignment): Turn {
  const { matrix, inverse, center, target } = alignment;
  const dims = center.length;
  const through = (
    point: readonly number[],
    from: Float32Array,
    by: Float32Array,
    to: Float32Array,
  ) =>
    Array.from({ length: dims }, (_, column) => {
      let sum = to[column] ?? 0;
      for (let row = 0; row < dims; row++) {
        sum += ((point[row] ?? 0) - (from[row] ?? 0)) * (by[row * dims + column] ?? 0);
      }
      return sum;
    });
  return {
    dims,
    apply: (point) => through(point, center, matrix, target),
    invert: (point) => through(point, target, inverse, center),
  };
}

/** The turn of one map, which may come, go and change. */
export class Turning {
  #turn: Turn | null = null;
  readonly #events = new Emitter<{ turn: null }>();

  get turn(): Turn | null {
    return this.#turn;
  }

  set(turn: Turn | null): void {
    if (!turn && !this.#turn) return;
    this.#turn = turn;
    this.#events.emit("turn", null);
  }

  on(listener: () => void): Cleanup {
    return this.#events.on("turn", listener);
  }
}

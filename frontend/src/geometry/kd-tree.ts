// Nearest points of a map: a balanced k-d tree (Bentley 1975; Friedman, Bentley & Finkel 1977).

import { KNearest } from "./k-nearest.ts";

const LEAF = 12; // so few points are measured without a further split

/**
 * A tree over points of a few axes, built once. A subtree is a stretch of `#points`: its median along
 * its widest axis in the middle, the lower points before it, the higher behind.
 */
export class KDTree {
  readonly length: number;
  readonly #dims: number;
  readonly #points: Float32Array;
  /** Where each of `#points` lies in the data. */
  readonly #order: Uint32Array;
  /** The axis along which the point splits its subtree. */
  readonly #axes: Uint8Array;

  constructor(points: Float32Array, dims: number) {
    this.length = points.length / dims;
    this.#dims = dims;
    this.#points = points.slice();
    this.#order = Uint32Array.from({ length: this.length }, (_, i) => i);
    this.#axes = new Uint8Array(this.length);
    this.#build(0, this.length);
  }

  /** The `k` nearest points, or all where there are fewer; ties in the order of the data. */
  nearest(query: ArrayLike<number>, k: number): KNearest {
    const found = new KNearest(Math.min(k, this.length));
    this.#visit(0, this.length, query, found);
    return found;
  }

  #visit(start: number, end: number, query: ArrayLike<number>, found: KNearest): void {
    if (end - start <= LEAF) {
      for (let i = start; i < end; i++) this.#measure(i, query, found);
      return;
    }
    const middle = (start + end) >>> 1;
    const axis = this.#axes[middle] as number;
    const beyond = (query[axis] as number) - (this.#points[middle * this.#dims + axis] as number);
    this.#measure(middle, query, found);
    if (beyond < 0) this.#visit(start, middle, query, found);
    else this.#visit(middle + 1, end, query, found);
    // As near as the worst may still win by its place in the data.
    if (beyond * beyond > found.worst) return;
    if (beyond < 0) this.#visit(middle + 1, end, query, found);
    else this.#visit(start, middle, query, found);
  }

  #measure(i: number, query: ArrayLike<number>, found: KNearest): void {
    const dims = this.#dims;
    let squared = 0;
    for (let axis = 0; axis < dims; axis++) {
      const apart = (this.#points[i * dims + axis] as number) - (query[axis] as number);
      squared += apart * apart;
    }
    if (squared <= found.worst) found.offer(this.#order[i] as number, squared);
  }

  #build(start: number, end: number): void {
    if (end - start <= LEAF) return;
    const middle = (start + end) >>> 1;
    const axis = this.#widestAxis(start, end);
    this.#axes[middle] = axis;
    this.#select(start, end - 1, middle, axis);
    this.#build(start, middle);
    this.#build(middle + 1, end);
  }

  #widestAxis(start: number, end: number): number {
    const dims = this.#dims;
    let widest = 0;
    let extent = -1;
    for (let axis = 0; axis < dims; axis++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let at = start * dims + axis; at < end * dims; at += dims) {
        const value = this.#points[at] as number;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > extent) {
        extent = high - low;
        widest = axis;
      }
    }
    return widest;
  }

  /** Quickselect (Hoare 1961): what belongs at `target` along the axis comes there, lower before it. */
  #select(first: number, last: number, target: number, axis: number): void {
    const dims = this.#dims;
    const value = (i: number) => this.#points[i * dims + axis] as number;
    let low = first;
    let high = last;
    while (low < high) {
      const pivot = median(value(low), value((low + high) >>> 1), value(high));
      let i = low;
      let j = high;
      while (i <= j) {
        while (value(i) < pivot) i++;
        while (value(j) > pivot) j--;
        if (i <= j) this.#swap(i++, j--);
      }
      if (target <= j) high = j;
      else if (target >= i) low = i;
      else return;
    }
  }

  #swap(i: number, j: number): void {
    const order = this.#order;
    const index = order[i] as number;
    order[i] = order[j] as number;
    order[j] = index;
    for (let axis = 0; axis < this.#dims; axis++) {
      const [a, b] = [i * this.#dims + axis, j * this.#dims + axis];
      const value = this.#points[a] as number;
      this.#points[a] = this.#points[b] as number;
      this.#points[b] = value;
    }
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

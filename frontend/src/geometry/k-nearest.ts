// The k nearest of a search, collected while it goes.

/** Nearest first; of two as near, the one of the lower index, in whatever order they are offered. */
export class KNearest {
  readonly indices: Uint32Array;
  /** Squared distances. */
  readonly squared: Float64Array;
  /** The squared distance from which on nothing is taken any more: infinite until there are k. */
  worst = Number.POSITIVE_INFINITY;

  constructor(k: number) {
    this.indices = new Uint32Array(k).fill(0xffffffff);
    this.squared = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  }

  offer(index: number, squared: number): void {
    const last = this.squared.length - 1;
    if (!this.#precedes(index, squared, last)) return;
    let at = last;
    for (; at > 0 && this.#precedes(index, squared, at - 1); at--) {
      this.indices[at] = this.indices[at - 1] as number;
      this.squared[at] = this.squared[at - 1] as number;
    }
    this.indices[at] = index;
    this.squared[at] = squared;
    this.worst = this.squared[last] as number;
  }

  #precedes(index: number, squared: number, at: number): boolean {
    const other = this.squared[at] as number;
    return squared < other || (squared === other && index < (this.indices[at] as number));
  }
}

// Where the sliders of directions stand: amounts in sd from the code where the hand began.

import { sameArray } from "../../arrays.ts";
import { type Direction, moved } from "../../directions/direction.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import { signed } from "../../words.ts";

const NEARLY_NOTHING = 1e-9;

export class Hand {
  readonly #store: SpaceStore;
  readonly #onRebase: () => void;
  #base: Float32Array;
  /** By name: the direction as it was when it was moved, and by how much. */
  #moves = new Map<string, readonly [Direction, number]>();
  #isOurs = false;
  readonly #cleanups: Cleanup[];

  /** `onRebase`: something else has moved the code, and every slider stands at 0 again. */
  constructor(store: SpaceStore, onRebase: () => void) {
    this.#store = store;
    this.#onRebase = onRebase;
    this.#base = store.z;
    this.#cleanups = [
      store.on("z", () => this.#isOurs || this.#rebase()),
      store.on("directions", () => this.#check()),
    ];
  }

  amountOf(name: string): number {
    return this.#moves.get(name)?.[1] ?? 0;
  }

  get isMoved(): boolean {
    return [...this.#moves.values()].some(([, amount]) => amount !== 0);
  }

  /** Moves along `direction` to `amount` sd from where the hand began; others stay as they are. */
  move(direction: Direction, amount: number): void {
    this.#moves.set(direction.name, [direction, amount]);
    this.#show();
  }

  /** The hand rests after a move of `direction`. */
  rest(direction: Direction): void {
    const amount = this.amountOf(direction.name);
    const where = Math.abs(amount) < NEARLY_NOTHING ? "0" : `${signed(amount)} sd`;
    this.#store.settle(`moved along ${direction.name} to ${where}`);
  }

  /** Back to where the hand began. */
  reset(): void {
    if (!this.isMoved) return;
    this.#moves = new Map();
    this.#show();
    this.#store.settle("directions back to 0");
    this.#onRebase();
  }

  /** The code without what this direction does: around it its film is decoded. */
  without(name: string): Float32Array {
    const others = [...this.#moves].filter(([other]) => other !== name);
    return moved(
      this.#base,
      others.map(([, move]) => move),
    );
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
  }

  #show(): void {
    this.#isOurs = true;
    this.#store.setZ(this.isMoved ? moved(this.#base, this.#moves.values()) : this.#base);
    this.#isOurs = false;
  }

  #rebase(): void {
    if (sameArray(this.#base, this.#store.z) && !this.isMoved) return;
    this.#base = this.#store.z;
    this.#moves = new Map();
    this.#onRebase();
  }

  /** A direction that was moved has changed or gone: the code stays, and is where the hand begins. */
  #check(): void {
    const { entries } = this.#store.directions;
    const same = [...this.#moves.values()].every(([before]) => {
      const now = entries.find(({ name }) => name === before.name);
      return now && now.scale === before.scale && sameArray(now.vector, before.vector);
    });
    if (same) return;
    this.#base = this.#store.z;
    this.#moves = new Map();
    this.#onRebase();
  }
}

// Where the sliders of directions stand: amounts in sd from the code where the hand began.

import { sameArray } from "../../arrays.ts";
import { type Direction, moved } from "../../directions/direction.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import { signed } from "../../words.ts";
import { type StudioState, setStudio, studioState } from "./state.ts";

const NEARLY_NOTHING = 1e-9;

type Moves = ReadonlyMap<string, readonly [Direction, number]>;

export class Hand {
  readonly #store: SpaceStore;
  readonly #onRebase: () => void;
  #base: Float32Array;
  /** By name: the direction as it was when it was moved, and by how much. */
  #moves: Moves = new Map();
  #isOurs = false;
  /** A slider is being moved: it is no act yet. */
  #isHeld: Direction | null = null;
  readonly #cleanups: Cleanup[];

  /** `onRebase`: something else has moved the code or the sliders. */
  constructor(store: SpaceStore, onRebase: () => void) {
    this.#store = store;
    this.#onRebase = onRebase;
    this.#base = store.z;
    this.#cleanups = [
      store.on("z", () => this.#isOurs || this.#look()),
      store.on("tools", () => this.#isHeld || this.#look()),
      store.on("directions", () => this.#isCurrent() || this.#look()),
      store.on("finish", () => this.#isHeld && this.rest(this.#isHeld)),
    ];
    this.#look();
  }

  amountOf(name: string): number {
    return this.#moves.get(name)?.[1] ?? 0;
  }

  get isMoved(): boolean {
    return [...this.#moves.values()].some(([, amount]) => amount !== 0);
  }

  /** Moves along `direction` to `amount` sd from where the hand began; others stay as they are. */
  move(direction: Direction, amount: number): void {
    this.#moves = new Map([...this.#moves, [direction.name, [direction, amount]]]);
    this.#isHeld = direction;
    this.#show();
  }

  /** The hand rests after a move of `direction`. */
  rest(direction: Direction): void {
    const amount = this.amountOf(direction.name);
    const where = Math.abs(amount) < NEARLY_NOTHING ? "0" : `${signed(amount)} sd`;
    this.#note(`moved along ${direction.name} to ${where}`);
  }

  /** Back to where the hand began. */
  reset(): void {
    if (!this.isMoved) return;
    this.#moves = new Map();
    this.#show();
    this.#note("directions back to 0");
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

  /** The move, and where the sliders now stand, are one act. */
  #note(label: string): void {
    this.#isHeld = null;
    const amounts = [...this.#moves]
      .map(([name, [, amount]]) => ({ name, amount }))
      .filter(({ amount }) => amount !== 0);
    const state = { from: amounts.length ? this.#base : null, amounts };
    if (sameMoves(state, studioState(this.#store))) this.#store.settle(label);
    else setStudio(this.#store, state, label, true);
  }

  /** The sliders stand as noted where the code is what they then made; else all stand at 0 here. */
  #look(): void {
    this.#isHeld = null;
    const { z, directions } = this.#store;
    const { from, amounts } = studioState(this.#store);
    const known = amounts.flatMap(({ name, amount }) => {
      const direction = directions.entries.find((entry) => entry.name === name);
      return direction ? [[name, [direction, amount]] as const] : [];
    });
    const moves: Moves = new Map(known);
    const isThere = from !== null && sameArray(moved(from, moves.values()), z);
    this.#base = isThere ? from : z;
    this.#moves = isThere ? moves : new Map();
    this.#onRebase();
  }

  /** Whether the directions that are moved are still what they were. */
  #isCurrent(): boolean {
    const { entries } = this.#store.directions;
    return (
      this.isMoved &&
      [...this.#moves.values()].every(([before]) => {
        const now = entries.find(({ name }) => name === before.name);
        return now && now.scale === before.scale && sameArray(now.vector, before.vector);
      })
    );
  }
}

type Stand = Pick<StudioState, "from" | "amounts">;

function sameMoves(one: Stand, other: Stand): boolean {
  if (!sameArray(one.from, other.from) || one.amounts.length !== other.amounts.length) return false;
  return one.amounts.every(({ name, amount }, i) => {
    const there = other.amounts[i];
    return there?.name === name && there.amount === amount;
  });
}

// What Python holds of a player, and what the page tells it: only where the player is a widget.

import { revive, sameArray, toTrait } from "../../arrays.ts";
import type { OwnTraits } from "../../contracts.ts";
import type { Cleanup } from "../../emitter.ts";
import type { PathChoice } from "./route.ts";

export interface PlayerState {
  anchors: Float32Array;
  path: PathChoice;
  position: number;
  playing: boolean;
  constant_speed: boolean;
}

type Name = keyof PlayerState;
const NAMES: readonly Name[] = ["anchors", "path", "constant_speed", "position", "playing"];

/** `take`: Python has set this; what `tell` writes is not heard back. */
export class PlayerTraits {
  readonly #traits: OwnTraits;
  readonly #cleanups: Cleanup[];
  #telling = false;

  constructor(traits: OwnTraits, take: (state: Partial<PlayerState>) => void) {
    this.#traits = traits;
    this.#cleanups = NAMES.map((name) =>
      traits.on(name, () => {
        if (!this.#telling) take({ [name]: this.read()[name] });
      }),
    );
  }

  read(): PlayerState {
    const values = NAMES.map((name) => [name, revive(this.#traits.get(name))]);
    return Object.fromEntries(values) as PlayerState;
  }

  tell(state: Partial<PlayerState>): void {
    const now = this.read();
    const changed = Object.entries(state).filter(([name, value]) => {
      const old = now[name as Name];
      if (value instanceof Float32Array) return !sameArray(value, old as Float32Array);
      return value !== old;
    });
    if (changed.length === 0) return;
    this.#telling = true;
    for (const [name, value] of changed) {
      this.#traits.set(name, value instanceof Float32Array ? toTrait(value) : value);
    }
    this.#telling = false;
  }

  readonly dispose: Cleanup = () => {
    for (const cleanup of this.#cleanups) cleanup();
  };
}

// What was shown when the hand last rested: with that the renderers compare what is shown now.

import type { Cleanup } from "../emitter.ts";
import type { Frame } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";

export class LastRest {
  /** When the last gesture began; null before the first. It stays while the hand rests. */
  frame: Frame | null = null;
  /** Of the rest that is now, or of the one before the gesture that is under way. */
  #rested: Frame | null = null;
  #moving = false;
  readonly #cleanups: Cleanup[];

  constructor(store: SpaceStore) {
    const look = () => {
      if (store.atRest) {
        this.#moving = false;
        this.#rested = store.frame;
      } else if (!this.#moving) {
        this.#moving = true;
        this.frame = this.#rested;
      }
    };
    const events = ["z", "point", "frame", "status"] as const;
    this.#cleanups = events.map((event) => store.on(event, look));
    look();
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
  }
}

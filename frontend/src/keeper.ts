// What is done in a space, kept by the browser: when the hand rests, and before the page goes.

import type { KeptStates } from "./kept-states.ts";
import type { Identity } from "./protocol.ts";
import { writeSession } from "./session.ts";
import type { SpaceStore } from "./store.ts";

/** Numbers in all codes of the journal: a browser keeps a few megabytes. */
export const MOST_NUMBERS = 50_000;
const REST_MS = 1000;

/** `store` as a session that a browser has room for: of a long journal the last acts. */
export function sessionToKeep(store: SpaceStore, identity: Identity, kept: KeptStates): string {
  const most = Math.floor(MOST_NUMBERS / store.description.latent_size);
  const journal = most ? store.journal.slice(-most) : [];
  return writeSession({ ...store.state, journal }, identity, kept);
}

/** Calls `write` a second after the last `soon`; at once where the page goes, or it is disposed. */
export class Keeper {
  readonly #write: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(write: () => void) {
    this.#write = write;
    addEventListener("pagehide", this.#flush);
  }

  soon = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#flush, REST_MS);
  };

  dispose(): void {
    this.#flush();
    removeEventListener("pagehide", this.#flush);
  }

  #flush = (): void => {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write();
  };
}

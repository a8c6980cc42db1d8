// Follows the picture with what is known about its place in the data, never faster than needed.

import type { Asking } from "./channel.ts";
import type { About } from "./protocol.ts";

const SPACING_MS = 100;
/** However slow an answer was, the next is asked for so soon: it may have waited for a start only. */
const LONGEST_MS = 2000;

export class AboutFollower {
  readonly #kernel: Asking;
  readonly #onAbout: (about: About, z: Float32Array) => void;
  #wanted: Float32Array | null = null;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore = 0;
  #disposed = false;

  constructor(kernel: Asking, onAbout: (about: About, z: Float32Array) => void) {
    this.#kernel = kernel;
    this.#onAbout = onAbout;
  }

  /** Asks about `z`: at most ten times a second, one at a time, the last one surely. */
  follow(z: Float32Array): void {
    this.#wanted = z;
    if (this.#running || this.#timer !== undefined || this.#disposed) return;
    const wait = Math.max(0, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, wait);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const z = this.#wanted;
    if (!z) return;
    this.#wanted = null;
    this.#running = true;
    const asked = performance.now();
    try {
      const about = await this.#kernel.request("about", { z });
      if (!this.#disposed) this.#onAbout(about, z);
    } catch {
      // A stopped kernel is said by the runtime; without an answer the badge stays empty.
    } finally {
      this.#running = false;
      // A slow answer is asked for less often, so that it never competes with the frames.
      const now = performance.now();
      this.#notBefore = Math.min(asked + Math.max(SPACING_MS, 3 * (now - asked)), now + LONGEST_MS);
      if (this.#wanted) this.follow(this.#wanted);
    }
  }
}

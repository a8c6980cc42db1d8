// Follows the picture with what is known about its place in the data, never faster than needed: where
// the page reads that itself, the kernel is asked only for the picture of a sample not yet seen.

import type { Asking } from "./channel.ts";
import type { Reading } from "./geometry/support.ts";
import type { About, Picture } from "./protocol.ts";

const SPACING_MS = 100;
/** However slow an answer was, the next is asked for so soon: it may have waited for a start only. */
const LONGEST_MS = 2000;
/** Pictures of samples that are kept: some kilobytes each. */
const MOST_KEPT = 256;

interface AboutEvents {
  /** What the page itself has read of a code, if it has. */
  reading(z: Float32Array): Reading | null;
  onAbout(about: About, z: Float32Array): void;
}

export class AboutFollower {
  readonly #kernel: Asking;
  readonly #events: AboutEvents;
  /** By sample; the one that was wanted last at the end. */
  readonly #pictures = new Map<number, Picture | null>();
  #wanted: Float32Array | null = null;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore = 0;
  #disposed = false;

  constructor(kernel: Asking, events: AboutEvents) {
    this.#kernel = kernel;
    this.#events = events;
  }

  /** Tells about `z`: at most ten times a second, one at a time, the last one surely. */
  follow(z: Float32Array): void {
    this.#wanted = z;
    if (this.#running || this.#timer !== undefined || this.#disposed) return;
    const wait = Math.max(0, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#tell();
    }, wait);
  }

  /** Tells no more of what was asked before: it is no longer what is shown. */
  forget(): void {
    this.#wanted = null;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    const z = this.#wanted;
    if (!z) return;
    this.#wanted = null;
    const known = this.#known(this.#events.reading(z));
    if (!known) return this.#ask(z);
    this.#notBefore = performance.now() + SPACING_MS;
    this.#events.onAbout(known, z);
  }

  async #ask(z: Float32Array): Promise<void> {
    this.#running = true;
    const asked = performance.now();
    try {
      const about = await this.#kernel.request("about", { z });
      this.#keep(about.nearest.index, about.nearest.picture);
      if (!this.#disposed) this.#events.onAbout(about, z);
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

  #known(reading: Reading | null): About | null {
    if (!reading) return null;
    const { index, distance, ...figures } = reading;
    const picture = this.#pictures.get(index);
    if (picture === undefined) return null;
    this.#keep(index, picture);
    return { ...figures, nearest: { index, distance, picture } };
  }

  #keep(index: number, picture: Picture | null): void {
    this.#pictures.delete(index);
    this.#pictures.set(index, picture);
    for (const oldest of this.#pictures.keys()) {
      if (this.#pictures.size <= MOST_KEPT) break;
      this.#pictures.delete(oldest);
    }
  }
}

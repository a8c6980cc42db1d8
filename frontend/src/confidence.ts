// How much the data say of the current code: a reading at each frame where what decodes has the data's
// codes, else what the kernel says of it; at rest, the re-encoding gap.

import { sameArray } from "./arrays.ts";
import type { Channel } from "./channel.ts";
import type { Reading } from "./geometry/support.ts";
import { shareBelow } from "./geometry/support.ts";
import type { Modality } from "./modalities/index.ts";
import type { About, Frame, Gaps } from "./protocol.ts";

/** |E(D(z)) − z|: not to be had, not yet asked, or as measured. */
export type Gap =
  | { state: "none"; reason: string }
  | { state: "waiting" }
  | {
      state: "known";
      gap: number;
      /** Of the data's own gaps, those as small or smaller; NaN where none could be measured. */
      share: number;
      gaps: Gaps;
      /** Whether it says something against the code: not where outputs change in steps, nor rounding. */
      counts: boolean;
    };

export interface Confidence extends Reading {
  z: Float32Array;
  gap: Gap;
}

interface ConfidenceEvents {
  onChange(confidence: Confidence | null): void;
  /** Whether the hand is off, so that there is time to decode and encode. */
  isStill(): boolean;
}

/** Of the data's own radius: a gap as small is rounding. As in latentwidgets/spaces/support. */
export const NEGLIGIBLE = 1e-3;

/** Milliseconds of rest before the gap is measured. */
const REST = 250;

export class ConfidenceKeeper {
  now: Confidence | null = null;
  readonly #channel: Channel;
  readonly #events: ConfidenceEvents;
  /** Why there is no gap at all; null where there is one. */
  #without: string | null;
  readonly #counts: boolean;
  #gaps: Promise<Gaps> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  /** `without`: why there is no gap, where there is none; `kind`: of the outputs. */
  constructor(
    channel: Channel,
    without: string | null,
    kind: Modality["kind"],
    events: ConfidenceEvents,
  ) {
    this.#channel = channel;
    this.#counts = kind !== "text" && kind !== "melody";
    this.#without = without;
    this.#events = events;
  }

  /** A frame has come: its own reading, where it has one; else what was known is of another code. */
  frame({ z, reading }: Frame): void {
    if (reading) this.#set(z, reading);
  }

  about(z: Float32Array, { nearest, ...about }: About): void {
    const { index, distance } = nearest;
    if (this.now && sameArray(this.now.z, z)) return;
    this.#set(z, { ...about, index, distance });
  }

  /** Nothing is known any more: the kernel that told has gone. */
  forget(): void {
    clearTimeout(this.#timer);
    this.now = null;
    this.#events.onChange(null);
  }

  dispose(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #set(z: Float32Array, reading: Reading): void {
    const isSame = this.now !== null && sameArray(this.now.z, z);
    const gap = isSame && this.now ? this.now.gap : this.#firstGap;
    this.now = { ...reading, z, gap };
    this.#events.onChange(this.now);
    if (gap.state === "waiting" && !isSame) this.#await(z);
  }

  get #firstGap(): Gap {
    return this.#without === null ? { state: "waiting" } : { state: "none", reason: this.#without };
  }

  #await(z: Float32Array): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#ended) return;
      if (this.#events.isStill()) void this.#measure(z);
      else this.#await(z);
    }, REST);
  }

  async #measure(z: Float32Array): Promise<void> {
    try {
      this.#gaps ??= this.#channel.request("gaps", {});
      const [{ gap }, gaps] = await Promise.all([this.#channel.request("gap", { z }), this.#gaps]);
      if (gap === null) this.#tell(z, { state: "none", reason: "the encoder gave no numbers" });
      else
        this.#tell(z, {
          state: "known",
          gap,
          share: shareBelow(gaps.own, gap),
          gaps,
          counts: this.#counts && gap > NEGLIGIBLE * (this.now?.radius ?? 0),
        });
    } catch (error) {
      this.#gaps = null; // asked again at the next rest
      this.#tell(z, { state: "none", reason: (error as Error).message });
    }
  }

  #tell(z: Float32Array, gap: Gap): void {
    if (this.#ended || !this.now || !sameArray(this.now.z, z)) return;
    this.now = { ...this.now, gap };
    this.#events.onChange(this.now);
  }
}

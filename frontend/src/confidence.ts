// How much the data say of the current code: a reading at each frame where the page has the data's
// codes, else what the kernel says of it; at rest, the re-encoding gap. What is said of another code
// than the one shown says so.

import { sameArray } from "./arrays.ts";
import type { Asking } from "./channel.ts";
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
  /** It is of a code that was shown before; of the one shown now nothing is known yet. */
  isPast: boolean;
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
  /** The code shown. */
  #shown: Float32Array | null;
  readonly #kernel: Asking;
  readonly #events: ConfidenceEvents;
  /** Why there is no gap at all; null where there is one. */
  #without: string | null;
  readonly #counts: boolean;
  #gaps: Promise<Gaps> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  /** `without`: why there is no gap, where there is none; `kind`: of the outputs; `shown`: the code. */
  constructor(
    kernel: Asking,
    without: string | null,
    kind: Modality["kind"],
    shown: Float32Array | null,
    events: ConfidenceEvents,
  ) {
    this.#shown = shown;
    this.#kernel = kernel;
    this.#counts = kind !== "text" && kind !== "melody";
    this.#without = without;
    this.#events = events;
  }

  /** A frame has come, with its reading where there is one; else what is known is of another code. */
  frame({ z }: Pick<Frame, "z">, reading: Reading | null): void {
    this.#shown = z;
    if (reading) this.#set(z, reading);
    else if (this.now && this.now.isPast === sameArray(this.now.z, z)) {
      this.now = { ...this.now, isPast: !this.now.isPast };
      this.#events.onChange(this.now);
    }
  }

  /** Later than its frame, some code has been read. */
  read(z: Float32Array, reading: Reading): void {
    if (this.now && sameArray(this.now.z, z)) return;
    if (this.#isOf(z) || !this.now || this.now.isPast) this.#set(z, reading);
  }

  about(z: Float32Array, { nearest, ...about }: About): void {
    const { index, distance } = nearest;
    this.read(z, { ...about, index, distance });
  }

  /** What is known of `z`; null where that is of another code. */
  of(z: Float32Array): Reading | null {
    if (!this.now || !sameArray(this.now.z, z)) return null;
    const { z: _z, gap: _gap, isPast: _isPast, ...reading } = this.now;
    return reading;
  }

  /** Whether what is known is of the code shown. */
  get isCurrent(): boolean {
    return this.now !== null && !this.now.isPast;
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
    const isPast = !this.#isOf(z);
    this.now = { ...reading, z, gap, isPast };
    this.#events.onChange(this.now);
    if (gap.state === "waiting" && !isSame) this.#await(z);
  }

  #isOf(z: Float32Array): boolean {
    return this.#shown === null || sameArray(this.#shown, z);
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
      this.#gaps ??= this.#kernel.request("gaps", {});
      const [{ gap }, gaps] = await Promise.all([this.#kernel.request("gap", { z }), this.#gaps]);
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

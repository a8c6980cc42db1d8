// Frames for the hand: one decode in flight and the last wish beside it, by whichever decoder serves.

import { RequestError } from "../channel.ts";
import type { Frame } from "../protocol.ts";
import { Meter, type Status } from "../status.ts";

/** What to decode: a code, or a point of a projection (with the code whose other part is held, and how much of it). */
export type Wish =
  | { z: Float32Array; projection: string; exact?: boolean }
  | { point: number[]; projection: string; anchor: Float32Array; off: number };

/** Where decoding happens: in the page or in the kernel. */
export interface Decoder {
  readonly runtime: Status["runtime"];
  /** Whether it can decode `wish` now. */
  serves(wish: Wish): boolean;
  decode(wish: Wish, signal: AbortSignal): Promise<Frame>;
}

export interface FrameEvents {
  /** `last`: no newer wish waits behind this one. */
  onFrame(frame: Frame, wish: Wish, last: boolean): void;
  onFailure(wish: Wish, last: boolean): void;
  onStatus(change: Partial<Status>): void;
  /** A decode is late; asked about each second whether its answer can still come. */
  onLate(decoder: Decoder): boolean;
  /** Nothing runs and nothing waits. */
  onIdle(): void;
}

const LATE_MS = 500;
const CHECK_MS = 1000;
export const CANCELLED = "Decoding was cancelled; the picture is of an earlier position.";

export class FrameLoop {
  readonly #decoders: readonly Decoder[];
  readonly #events: FrameEvents;
  #meter = new Meter();
  #measured: Decoder | null = null;
  #next: Wish | null = null;
  #abort: AbortController | null = null;
  #disposed = false;

  /** `decoders`: the first that serves a wish decodes it. */
  constructor(decoders: readonly Decoder[], events: FrameEvents) {
    this.#decoders = decoders;
    this.#events = events;
  }

  get idle(): boolean {
    return this.#abort === null && this.#next === null;
  }

  /** Asks for a frame; a wish that still waits is replaced. */
  wish(wish: Wish): void {
    if (this.#disposed) return;
    this.#next = wish;
    if (!this.#abort) void this.#run();
  }

  /** Gives up the decode that runs and the wish that waits. */
  cancel(): void {
    this.#next = null;
    if (!this.#abort) return;
    this.#abort.abort();
    this.#events.onStatus({ notice: CANCELLED });
  }

  dispose(): void {
    this.#disposed = true;
    this.#next = null;
    this.#abort?.abort();
  }

  async #run(): Promise<void> {
    while (this.#next) {
      const wish = this.#next;
      this.#next = null;
      const decoder = this.#decoders.find((each) => each.serves(wish));
      if (!decoder) {
        this.#events.onFailure(wish, true);
        break;
      }
      const abort = new AbortController();
      this.#abort = abort;
      const asked = performance.now();
      const stopWatching = this.#watch(asked, decoder);
      try {
        const frame = await decoder.decode(wish, abort.signal);
        this.#arrived(wish, frame, decoder, asked);
      } catch (error) {
        // A decoder that serves no more has failed for good: another may take the wish over.
        if (abort.signal.aborted || decoder.serves(wish)) this.#failed(wish, error);
        else this.#next ??= wish;
      } finally {
        stopWatching();
        this.#abort = null;
      }
    }
    if (!this.#disposed) this.#events.onIdle();
  }

  /** After half a second the wait is shown; from then on it is asked whether the answer can come. */
  #watch(asked: number, decoder: Decoder): () => void {
    let checking: ReturnType<typeof setInterval> | undefined;
    let shown = false;
    const late = setTimeout(() => {
      shown = true;
      if (!this.#events.onLate(decoder)) return;
      this.#events.onStatus({ busySince: asked });
      checking = setInterval(() => this.#events.onLate(decoder), CHECK_MS);
    }, LATE_MS);
    return () => {
      clearTimeout(late);
      clearInterval(checking);
      if (shown && !this.#disposed) this.#events.onStatus({ busySince: null });
    };
  }

  #arrived(wish: Wish, frame: Frame, decoder: Decoder, asked: number): void {
    if (this.#disposed) return;
    const now = performance.now();
    if (decoder !== this.#measured) {
      this.#measured = decoder;
      this.#meter = new Meter();
    }
    this.#events.onStatus({
      ...this.#meter.add(now - asked, now),
      decodeMs: frame.decode_ms,
      device: frame.device,
      runtime: decoder.runtime,
      error: null,
      notice: null,
    });
    this.#events.onFrame(frame, wish, this.#next === null);
  }

  #failed(wish: Wish, error: unknown): void {
    if (this.#disposed) return;
    const cancelled = error instanceof RequestError && error.cancelled;
    if (!cancelled) {
      const message = error instanceof Error ? error.message : String(error);
      this.#events.onStatus({ error: message });
    }
    this.#events.onFailure(wish, this.#next === null);
  }
}

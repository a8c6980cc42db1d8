// Decoding in the kernel: one request in flight and the last wish beside it.

import { type Channel, RequestError } from "../channel.ts";
import type { StateLink } from "../host.ts";
import type { Frame } from "../protocol.ts";
import { Meter, type Status } from "../status.ts";

/** What to decode: a code, or a point of a projection (with the code whose other part is held). */
export type Wish =
  | { z: Float32Array; projection: string; exact?: boolean }
  | { point: number[]; projection: string; anchor: Float32Array };

export interface RuntimeEvents {
  /** `last`: no newer wish waits behind this one. */
  onFrame(frame: Frame, wish: Wish, last: boolean): void;
  onFailure(wish: Wish, last: boolean): void;
  onStatus(change: Partial<Status>): void;
  /** Nothing runs and nothing waits. */
  onIdle(): void;
}

const LATE_MS = 500;
const CHECK_MS = 1000;
export const STOPPED = "The kernel has stopped; the last picture stays.";
export const CANCELLED = "Decoding was cancelled; the picture is of an earlier position.";

export class KernelRuntime {
  readonly #channel: Channel;
  readonly #events: RuntimeEvents;
  readonly #isAlive: () => boolean;
  readonly #meter = new Meter();
  #next: Wish | null = null;
  #abort: AbortController | null = null;
  #connected = true;
  #disposed = false;

  constructor(channel: Channel, isAlive: StateLink["isAlive"], events: RuntimeEvents) {
    this.#channel = channel;
    this.#isAlive = isAlive;
    this.#events = events;
  }

  get idle(): boolean {
    return this.#abort === null && this.#next === null;
  }

  /** Asks for a frame; a wish that still waits is replaced. */
  wish(wish: Wish): void {
    if (this.#disposed || !this.checkKernel()) return;
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

  /** Notices a kernel that has gone or come back; tells whether it is there. */
  checkKernel(): boolean {
    const alive = this.#isAlive();
    if (alive !== this.#connected) {
      this.#connected = alive;
      this.#events.onStatus({ connected: alive, notice: alive ? null : STOPPED, busySince: null });
      if (!alive) {
        this.#next = null;
        this.#channel.failAll("the kernel has stopped");
      }
    }
    return alive;
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
      const abort = new AbortController();
      this.#abort = abort;
      const asked = performance.now();
      const stopWatching = this.#watch(asked);
      try {
        const result = await this.#channel.request("decode", wish, { signal: abort.signal });
        this.#arrived(wish, result, asked);
      } catch (error) {
        this.#failed(wish, error);
      } finally {
        stopWatching();
        this.#abort = null;
      }
    }
    if (!this.#disposed) this.#events.onIdle();
  }

  /** After half a second the wait is shown; from then on the kernel's life is looked at. */
  #watch(asked: number): () => void {
    let checking: ReturnType<typeof setInterval> | undefined;
    let shown = false;
    const late = setTimeout(() => {
      shown = true;
      if (!this.checkKernel()) return;
      this.#events.onStatus({ busySince: asked });
      checking = setInterval(() => this.checkKernel(), CHECK_MS);
    }, LATE_MS);
    return () => {
      clearTimeout(late);
      clearInterval(checking);
      if (shown && !this.#disposed) this.#events.onStatus({ busySince: null });
    };
  }

  #arrived(wish: Wish, result: Frame, asked: number): void {
    if (this.#disposed) return;
    const now = performance.now();
    this.#events.onStatus({
      ...this.#meter.add(now - asked, now),
      decodeMs: result.decode_ms,
      device: result.device,
      error: null,
      notice: null,
    });
    this.#events.onFrame(result, wish, this.#next === null);
  }

  #failed(wish: Wish, error: unknown): void {
    if (this.#disposed) return;
    const cancelled = error instanceof RequestError && error.cancelled;
    if (!cancelled && this.#connected) {
      const message = error instanceof Error ? error.message : String(error);
      this.#events.onStatus({ error: message });
    }
    this.#events.onFailure(wish, this.#next === null);
  }
}

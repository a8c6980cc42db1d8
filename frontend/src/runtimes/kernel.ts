// Decoding in the kernel, or in what stands in for it; and whether it is there.

import type { Channel } from "../channel.ts";
import type { StateLink } from "../host.ts";
import type { Frame } from "../protocol.ts";
import type { Status } from "../status.ts";
import type { Decoder, Wish } from "./frames.ts";

export class KernelDecoder implements Decoder {
  readonly runtime: Status["runtime"];
  readonly #channel: Channel;
  readonly #isAlive: StateLink["isAlive"];
  readonly #onStatus: (change: Partial<Status>) => void;
  #connected = true;

  constructor(
    channel: Channel,
    isAlive: StateLink["isAlive"],
    onStatus: (change: Partial<Status>) => void,
    runtime: Status["runtime"] = "kernel",
  ) {
    this.runtime = runtime;
    this.#channel = channel;
    this.#isAlive = isAlive;
    this.#onStatus = onStatus;
  }

  serves(): boolean {
    return this.check();
  }

  decode(wish: Wish, signal: AbortSignal): Promise<Frame> {
    return this.#channel.request("decode", wish, { signal });
  }

  /** Notices a kernel that has gone or come back; tells whether it is there. */
  check(): boolean {
    const alive = this.#isAlive();
    if (alive !== this.#connected) {
      this.#connected = alive;
      this.#onStatus({ connected: alive, busySince: null });
      if (!alive) this.#channel.failAll("the kernel has stopped");
    }
    return alive;
  }
}

// Request and reply with the kernel: ids, progress, cancelling; the way there may change.

import { revive, toMessage } from "./arrays.ts";
import type { Kind, Payload, Reply, Requests } from "./protocol.ts";

export interface RequestOptions {
  signal?: AbortSignal;
  onProgress?: (progress: unknown) => void;
}

export class RequestError extends Error {
  readonly cancelled: boolean;
  constructor(message: string, cancelled = false) {
    super(message);
    this.cancelled = cancelled;
  }
}

/** Of a channel, what asks. */
export type Asking = Pick<Channel, "request">;

type Send = (content: object, buffers: ArrayBufferView[]) => void;

interface Pending {
  payload: Payload;
  resolve(result: unknown): void;
  reject(error: Error): void;
  progress(result: unknown): void;
}

// `crypto.randomUUID` needs a secure context, which a notebook on a plain http address is not.
function pagePrefix(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Channel {
  readonly #usual: Send;
  #send: Send;
  readonly #pending = new Map<string, Pending>();
  readonly #prefix = pagePrefix();
  #count = 0;

  constructor(send: Send) {
    this.#usual = send;
    this.#send = send;
  }

  /** Sends by another way from now on; null goes back to the usual one. */
  use(send: Send | null): void {
    if (this.#send !== this.#usual && !send) {
      this.#send = this.#usual;
      // What went the way that is no more may have no answer: asked again.
      for (const pending of this.#pending.values()) this.#transmit(pending.payload, pending);
    }
    this.#send = send ?? this.#usual;
  }

  request<K extends Kind>(
    kind: K,
    payload: Payload,
    options: RequestOptions = {},
  ): Promise<Requests[K]> {
    const { signal, onProgress } = options;
    if (signal?.aborted) return Promise.reject(new RequestError("cancelled", true));
    const id = this.#newId();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#transmit({ kind: "cancel", id: this.#newId(), target: id });
        pending.reject(new RequestError("cancelled", true));
      };
      const finish = () => {
        signal?.removeEventListener("abort", onAbort);
        this.#pending.delete(id);
      };
      const pending: Pending = {
        payload: { ...payload, kind, id },
        resolve(result) {
          finish();
          resolve(result as Requests[K]);
        },
        reject(error) {
          finish();
          reject(error);
        },
        progress: (result) => onProgress?.(result),
      };
      signal?.addEventListener("abort", onAbort);
      this.#pending.set(id, pending);
      this.#transmit(pending.payload, pending);
    });
  }

  /** Takes a message of the kernel; one that answers nothing of ours is another page's. */
  receive(message: Reply, buffers: readonly ArrayBufferView[] = []): void {
    const pending = this.#pending.get(message?.id);
    if (!pending) return;
    try {
      if (message.kind === "progress") pending.progress(revive(message.result, buffers));
      else if (message.ok) pending.resolve(revive(message.result, buffers));
      else pending.reject(new RequestError(message.error ?? "unknown error", message.cancelled));
    } catch (error) {
      pending.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Fails all that waits: the kernel will not answer any more. */
  failAll(message: string): void {
    for (const pending of [...this.#pending.values()]) pending.reject(new RequestError(message));
  }

  // The kernel knows the page by what stands before the hyphen.
  #newId(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  #transmit(payload: Payload, pending?: Pending): void {
    try {
      this.#send(...toMessage(payload));
    } catch (error) {
      pending?.reject(new RequestError(`the kernel cannot be reached (${error})`));
    }
  }
}

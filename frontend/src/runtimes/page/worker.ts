// The page's end of its decoding worker: a question and its answer.

import { RequestError } from "../../channel.ts";
import type {
  CancelMessage,
  WorkerAnswer,
  WorkerRequest,
  WorkerResults,
} from "../../worker/messages.ts";

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class DecodingWorker {
  readonly #worker: Worker;
  readonly #address: string;
  readonly #pending = new Map<number, Pending>();
  readonly #onLost: (error: Error) => void;
  #count = 0;
  #lost: Error | null = null;

  /**
   * `script`: the source of the built worker. Throws where the page may have no workers. `onLost`
   * hears of a worker that fails by itself.
   */
  constructor(script: BlobPart, onLost: (error: Error) => void = () => {}) {
    if (typeof Worker === "undefined") throw new Error("this page may have no workers");
    this.#onLost = onLost;
    this.#address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.#worker = new Worker(this.#address);
    this.#worker.onmessage = ({ data }) => this.#answered(data as WorkerAnswer);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const error = new Error(`the page's worker failed: ${event.message || "it could not start"}`);
      this.#lose(error);
      this.#onLost(error);
    };
  }

  /** Whether it answers. */
  get works(): boolean {
    return this.#lost === null;
  }

  /**
   * Asks; the buffers of `hand` go to the worker and are not to be used here any more. Given up by
   * `signal`, the worker ends it where it can be interrupted.
   */
  ask<K extends WorkerRequest["kind"]>(
    message: WorkerRequest & { kind: K },
    hand: ArrayBufferView[] = [],
    signal?: AbortSignal,
  ): Promise<WorkerResults[K]> {
    if (this.#lost) return Promise.reject(this.#lost);
    if (signal?.aborted) return Promise.reject(new RequestError("cancelled", true));
    this.#count += 1;
    const id = this.#count;
    const answer = new Promise<WorkerResults[K]>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#worker.postMessage({ id, message }, { transfer: hand.map((view) => view.buffer) });
    });
    if (!signal) return answer;
    const giveUp = () => this.#giveUp(id);
    signal.addEventListener("abort", giveUp);
    return answer.finally(() => signal.removeEventListener("abort", giveUp));
  }

  dispose(): void {
    this.#lose(new Error("closed"));
    this.#worker.terminate();
    URL.revokeObjectURL(this.#address);
  }

  #giveUp(id: number): void {
    this.#pending.get(id)?.reject(new RequestError("cancelled", true));
    this.#pending.delete(id);
    const message: CancelMessage = { kind: "cancel", target: id };
    this.#worker.postMessage({ message });
  }

  #answered(answer: WorkerAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.ok) pending?.resolve(answer.result);
    else pending?.reject(new Error(answer.error));
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

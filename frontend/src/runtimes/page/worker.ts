// The page's end of its decoding worker: a question and its answer.

import type { WorkerAnswer, WorkerRequest, WorkerResults } from "../../worker/messages.ts";

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

  /** Asks; the buffers of `hand` go to the worker and are not to be used here any more. */
  ask<K extends WorkerRequest["kind"]>(
    message: WorkerRequest & { kind: K },
    hand: ArrayBufferView[] = [],
  ): Promise<WorkerResults[K]> {
    if (this.#lost) return Promise.reject(this.#lost);
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#worker.postMessage({ id, message }, { transfer: hand.map((view) => view.buffer) });
    });
  }

  dispose(): void {
    this.#lose(new Error("closed"));
    this.#worker.terminate();
    URL.revokeObjectURL(this.#address);
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

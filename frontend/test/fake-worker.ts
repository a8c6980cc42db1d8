// A browser's worker whose decoder doubles each code; the test says how it behaves.

import type { CancelMessage, WorkerRequest } from "../src/worker/messages.ts";

type Message = WorkerRequest | CancelMessage;
type Kind = Message["kind"];

/** How the workers of a test behave; `reset` before each. */
export const workers = {
  /** Those neither ended nor lost. */
  live: new Set<FakeWorker>(),
  asked: [] as Kind[],
  /** Never answered. */
  silent: new Set<Kind>(),
  /** Answered with this error. */
  errors: new Map<Kind, string>(),
  /** Added to each output. */
  skew: 0,
  onAsked: (_: Kind): unknown => undefined,
  reset(): void {
    this.live.clear();
    this.asked.length = 0;
    this.silent.clear();
    this.errors.clear();
    this.skew = 0;
    this.onAsked = () => undefined;
    globalThis.Worker = FakeWorker as unknown as typeof Worker;
  },
};

export class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;

  constructor() {
    workers.live.add(this);
  }

  postMessage({ id, message }: { id: number; message: Message }): void {
    workers.asked.push(message.kind);
    workers.onAsked(message.kind);
    if (workers.silent.has(message.kind)) return;
    const error = workers.errors.get(message.kind);
    const answer = error ? { ok: false, error } : { ok: true, result: this.#result(message) };
    queueMicrotask(() => workers.live.has(this) && this.onmessage?.({ data: { id, ...answer } }));
  }

  terminate(): void {
    workers.live.delete(this);
  }

  /** As a script that throws, or one that the page may not load. */
  crash(message: string): void {
    this.onerror?.({ message, preventDefault() {} });
  }

  #result(message: Message): unknown {
    if (message.kind === "outputs") return message.codes.map((value) => 2 * value + workers.skew);
    if (message.kind !== "decode") return null;
    const pixels = Uint8Array.of(1, 2, 3, 255);
    const picture = { pixels, encoding: "rgba8", width: 1, height: 1, not_finite: 0 };
    return { ...picture, z: message.z, point: [0, 0], decodeMs: 1 };
  }
}

// The model interface that a notebook's front end gives a widget, over the page's own data.

import { revive } from "../arrays.ts";
import type { AnyModel, Listener, StateLink } from "../host.ts";
import type { Payload } from "../protocol.ts";
import type { PageStatus } from "../status.ts";
import type { StandInKernel } from "./kernel.ts";

export class StandInModel implements AnyModel {
  readonly #traits: Record<string, unknown>;
  readonly #kernel: StandInKernel;
  readonly #listeners = new Set<[string, Listener]>();
  readonly #waiting = new Map<string, AbortController>();

  constructor(traits: Record<string, unknown>, kernel: StandInKernel) {
    this.#traits = traits;
    this.#kernel = kernel;
  }

  get(name: string): unknown {
    return this.#traits[name];
  }

  set(name: string, value: unknown): void {
    this.#traits[name] = value;
  }

  /** Sets a trait as the kernel would. */
  tell(name: string, value: unknown): void {
    this.#traits[name] = value;
    this.#fire(`change:${name}`);
  }

  /** There is nobody else to tell. */
  save_changes(): void {}

  send(content: unknown, _callbacks?: unknown, buffers: ArrayBufferView[] = []): void {
    void this.#answer(revive<Payload & { id: string; target?: string }>(content, buffers));
  }

  on(event: string, listener: Listener): void {
    this.#listeners.add([event, listener]);
  }

  off(event: string, listener: Listener): void {
    for (const entry of this.#listeners) {
      if (entry[0] === event && entry[1] === listener) this.#listeners.delete(entry);
    }
  }

  async #answer(payload: Payload & { id: string; target?: string }): Promise<void> {
    const { id } = payload;
    if (payload.kind === "cancel" && payload.target) this.#waiting.get(payload.target)?.abort();
    const end = new AbortController();
    this.#waiting.set(id, end);
    try {
      const { signal } = end;
      const onProgress = (result: unknown) => {
        if (!signal.aborted) this.#fire("msg:custom", { kind: "progress", id, result }, []);
      };
      const result = await this.#kernel.answer(payload, signal, onProgress);
      this.#fire("msg:custom", { kind: "reply", id, ok: true, result }, []);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#fire("msg:custom", { kind: "reply", id, ok: false, error: text }, []);
    } finally {
      this.#waiting.delete(id);
    }
  }

  #fire(happened: string, ...told: unknown[]): void {
    for (const [event, listener] of [...this.#listeners]) {
      if (event === happened) (listener as (...all: unknown[]) => void)(...told);
    }
  }
}

export function linkTo(model: StandInModel, decoding: Promise<PageStatus>): StateLink {
  return { id: "page", model, isAlive: () => true, listen: () => () => {}, decoding };
}

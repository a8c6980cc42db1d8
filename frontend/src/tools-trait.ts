// What the tools are set to as the kernel keeps it: for a page to come, for other pages, for sessions.

import type { Tools } from "./moment.ts";
import type { StateModel } from "./state-model.ts";
import { type Bounds, keepable, sameState, toWire } from "./tool-states.ts";

const REST_MS = 100; // a hand that changes weights asks for one answer

export class ToolsTrait {
  readonly #model: StateModel;
  readonly #now: () => Tools;
  readonly #bounds: Bounds;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: StateModel, bounds: Bounds, now: () => Tools) {
    this.#model = model;
    this.#bounds = bounds;
    this.#now = now;
  }

  /** What the kernel holds. */
  read(): Tools {
    return this.#model.read<Tools | undefined>("tools") ?? {};
  }

  /** What of it can be kept. */
  get kept(): Tools {
    return keepable(this.#now(), this.#bounds);
  }

  /** Whether the kernel holds what is here. */
  get isKnown(): boolean {
    return sameState(this.read(), this.kept);
  }

  /** Tells the kernel, soon. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), REST_MS);
  }

  dispose(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#tell();
  }

  #tell(): void {
    this.#timer = undefined;
    if (!this.isKnown) this.#model.write({ tools: toWire(this.kept) });
  }
}

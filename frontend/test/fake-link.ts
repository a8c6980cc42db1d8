// A state model whose kernel answers when the test says so.

import { type NumericArray, revive, toMessage, toTrait } from "../src/arrays.ts";
import type { AnyModel, Listener, StateLink } from "../src/host.ts";
import type { Frame } from "../src/protocol.ts";

export interface Message {
  kind: string;
  id: string;
  z?: Float32Array;
  point?: number[];
  anchor?: Float32Array;
  off?: number;
  exact?: boolean;
  index?: number;
  target?: string;
}

const DESCRIPTION = {
  name: "fake",
  n_samples: 3,
  latent_shape: [2],
  latent_size: 2,
  modality: { kind: "image", height: 1, width: 1, channels: 1 },
  device: "cpu",
  projections: ["pca", "tsne"],
  colours: [{ name: "digit", kind: "categorical" }],
};

export function frameResult(change: Partial<Frame> = {}): Record<string, unknown> {
  const size = { encoding: "rgba8", width: 1, height: 1, not_finite: 0, device: "cpu" };
  const time = { decode_ms: 2, total_ms: 3, point: null, projection: "pca-2" };
  const said = { z: Float32Array.of(0, 0), notice: null };
  return { pixels: Uint8Array.of(1, 2, 3, 255), ...size, ...time, ...said, ...change };
}

/** The state of one space; `link()` is a view's way to it, as anywidget makes one for each view. */
export class FakeState {
  readonly sent: Message[] = [];
  saves = 0;
  alive = true;
  #traits: Record<string, unknown>;
  #listeners: [string, Listener, object][] = [];
  #life = new Set<() => void>();

  constructor(frame: Record<string, unknown> | null = frameResult()) {
    const inline =
      frame &&
      Object.fromEntries(
        Object.entries(frame).map(([key, value]) => [
          key,
          ArrayBuffer.isView(value) ? toTrait(value as NumericArray) : value,
        ]),
      );
    this.#traits = {
      description: DESCRIPTION,
      z: toTrait(Float32Array.of(0, 0)),
      sliders: { ready: true },
      projection: { key: "pca-2", method: "pca", dims: 2 },
      colour: null,
      selection: toTrait(new Uint32Array(0)),
      bookmarks: [],
      frame: inline,
    };
  }

  link(): StateLink & { close(): void } {
    const context = {};
    const model: AnyModel = {
      get: (name) => this.#traits[name],
      set: (name, value) => this.setTrait(name, value),
      save_changes: () => {
        this.saves += 1;
      },
      send: (content, _, buffers = []) => {
        this.sent.push(revive<Message>(content, buffers));
      },
      on: (event, listener) => this.#listeners.push([event, listener, context]),
      off: (event, listener) => {
        this.#listeners = this.#listeners.filter(
          (entry) => entry[0] !== event || entry[1] !== listener || entry[2] !== context,
        );
      },
    };
    return {
      id: "state",
      model,
      isAlive: () => this.alive,
      listen: (onChange) => {
        this.#life.add(onChange);
        return () => this.#life.delete(onChange);
      },
      close: () => {
        this.#listeners = this.#listeners.filter((entry) => entry[2] !== context);
      },
    };
  }

  get listenerCount(): number {
    return this.#listeners.length + this.#life.size;
  }

  trait(name: string): NumericArray {
    return revive(this.#traits[name]);
  }

  traitValue(name: string): unknown {
    return this.#traits[name];
  }

  setTrait(name: string, value: unknown): void {
    this.#traits[name] = value;
    this.#fire(`change:${name}`);
  }

  messages(kind: string): Message[] {
    return this.sent.filter((message) => message.kind === kind);
  }

  last(kind: string): Message {
    const message = this.messages(kind).at(-1);
    if (!message) throw new Error(`no ${kind} was sent`);
    return message;
  }

  async reply(to: Message, result: Record<string, unknown>): Promise<void> {
    const [content, buffers] = toMessage(result);
    this.#fire("msg:custom", { kind: "reply", id: to.id, ok: true, result: content }, buffers);
    await new Promise((resolve) => setTimeout(resolve));
  }

  async refuse(to: Message, error: string): Promise<void> {
    this.#fire("msg:custom", { kind: "reply", id: to.id, ok: false, error }, []);
    await new Promise((resolve) => setTimeout(resolve));
  }

  die(): void {
    this.alive = false;
    for (const onChange of this.#life) onChange();
  }

  #fire(event: string, ...values: unknown[]): void {
    for (const [name, listener] of [...this.#listeners]) {
      if (name === event) (listener as (...all: unknown[]) => void)(...values);
    }
  }
}

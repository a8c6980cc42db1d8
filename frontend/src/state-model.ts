// The kernel's half of the store: the state model, reached through the oldest view that lives.

import { revive } from "./arrays.ts";
import type { Cleanup } from "./emitter.ts";
import type { Listener, StateLink } from "./host.ts";
import type { Reply } from "./protocol.ts";

export interface StateModelEvents {
  onMessage(message: Reply, buffers: readonly ArrayBufferView[]): void;
  /** Trait `name` changed, by this page or by the kernel. */
  onChange(name: string): void;
  /** The kernel's end opened or closed, or could not be written to. */
  onLife(): void;
}

export class StateModel {
  readonly #names: readonly string[];
  readonly #events: StateModelEvents;
  #links: StateLink[] = [];
  #unbind: Cleanup = () => {};

  constructor(link: StateLink, names: readonly string[], events: StateModelEvents) {
    this.#names = names;
    this.#events = events;
    this.attach(link);
  }

  get alive(): boolean {
    return this.#links[0]?.isAlive() ?? false;
  }

  read<T>(name: string): T {
    return revive<T>(this.#links[0]?.model.get(name));
  }

  write(traits: Record<string, unknown>): void {
    const model = this.#links[0]?.model;
    if (!model) return;
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    try {
      model.save_changes();
    } catch {
      this.#events.onLife();
    }
  }

  send(content: object, buffers: ArrayBufferView[]): void {
    this.#links[0]?.model.send(content, undefined, buffers);
  }

  // A view's way to the model closes with the view, its listeners too: another's takes over.
  attach(link: StateLink): void {
    this.#links.push(link);
    if (this.#links.length === 1) this.#bind(link);
  }

  detach(link: StateLink): void {
    const wasFirst = this.#links[0] === link;
    this.#links = this.#links.filter((other) => other !== link);
    if (!wasFirst) return;
    this.#unbind();
    this.#unbind = () => {};
    if (this.#links[0]) this.#bind(this.#links[0]);
  }

  #bind({ model, listen }: StateLink): void {
    const { onMessage, onChange, onLife } = this.#events;
    const listeners: [string, Listener][] = this.#names.map((name) => [
      `change:${name}`,
      () => onChange(name),
    ]);
    listeners.push(["msg:custom", onMessage as Listener]);
    for (const [event, listener] of listeners) model.on(event, listener);
    const unlisten = listen(onLife);
    this.#unbind = () => {
      for (const [event, listener] of listeners) model.off(event, listener);
      unlisten();
    };
  }
}

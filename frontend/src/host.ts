// What a front end (JupyterLab, Voilà, marimo, …) gives a widget, and how the shared state is reached.

import type { PageStatus } from "./status.ts";

export type Listener = (...args: never[]) => void;

/** A widget's model as anywidget hands it out. */
export interface AnyModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBufferView[]): void;
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
  widget_manager?: WidgetManager;
}

/** The front end's own model behind the proxy; only what tells whether the kernel still answers. */
interface RawModel extends AnyModel {
  comm_live?: boolean;
}

interface WidgetManager {
  get_model(id: string): Promise<RawModel>;
  kernel?: { status?: string; connectionStatus?: string } | null;
}

export interface Host {
  getModel(reference: string): Promise<AnyModel>;
}

export interface RenderContext {
  model: AnyModel;
  el: HTMLElement;
  host?: Host;
  signal?: AbortSignal;
}

/** The state model as one view reaches it. `listen` and `isAlive` speak of the kernel's end of it. */
export interface StateLink {
  readonly id: string;
  readonly model: AnyModel;
  isAlive(): boolean;
  /** Calls back when the kernel's end opens or closes; returns how to stop. */
  listen(onChange: () => void): () => void;
  /** Where no kernel is behind it and the page itself decodes: how far it is with that. */
  decoding?: Promise<PageStatus>;
}

const PREFIX = "anywidget:";
const DEAD = new Set(["dead", "restarting", "autorestarting", "terminating"]);

export class NoStateError extends Error {}

/** Finds the shared state that a trait of `context.model` refers to, by `host` or, where there is none, the widget manager. */
export async function linkState(context: RenderContext, trait = "state"): Promise<StateLink> {
  const reference = context.model.get(trait);
  if (typeof reference !== "string" || reference === "") {
    throw new NoStateError("This widget has lost its latent space: run its cell again.");
  }
  const id = reference.startsWith(PREFIX) ? reference.slice(PREFIX.length) : reference;
  const manager = context.model.widget_manager;
  const raw = await manager?.get_model(id).catch(() => undefined);
  const model = context.host ? await context.host.getModel(reference) : raw;
  if (!model) {
    throw new NoStateError(
      "This front end cannot join widgets that share a state: open the notebook in JupyterLab, " +
        "Notebook 7, VS Code, Colab, marimo or Voilà, with anywidget 0.11 or newer.",
    );
  }
  return {
    id,
    model,
    isAlive: () => raw?.comm_live !== false && !DEAD.has(manager?.kernel?.status ?? ""),
    listen(onChange) {
      raw?.on("comm_live_update", onChange);
      return () => raw?.off("comm_live_update", onChange);
    },
  };
}

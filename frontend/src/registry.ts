// One store a space, shared by all widgets of the page though each bundle is a module of its own.

import { h } from "./dom.ts";
import type { Cleanup } from "./emitter.ts";
import { linkState, NoStateError, type RenderContext, type StateLink } from "./host.ts";
import { SpaceStore } from "./store.ts";

const KEY = Symbol.for("latentwidgets.stores.v1");
type Registry = Map<string, { store: SpaceStore; users: number }>;

function registry(): Registry {
  const page = globalThis as unknown as Record<symbol, Registry | undefined>;
  page[KEY] ??= new Map();
  return page[KEY];
}

export function acquireStore(link: StateLink): [SpaceStore, Cleanup] {
  const stores = registry();
  const found = stores.get(link.id);
  const entry = found ?? { store: new SpaceStore(link), users: 0 };
  if (found) found.store.attach(link);
  stores.set(link.id, entry);
  entry.users += 1;
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    entry.users -= 1;
    // Told by the last view's way: what was done in the last moment, and that nothing is waited for.
    if (entry.users === 0) entry.store.dispose();
    entry.store.detach(link);
    if (entry.users === 0 && stores.get(link.id) === entry) stores.delete(link.id);
  };
  return [entry.store, release];
}

/** The store that a trait of `context.model` refers to; a sentence in the element where it cannot be had. */
export async function storeFor(
  context: RenderContext,
  trait = "state",
): Promise<[SpaceStore, Cleanup] | null> {
  try {
    return acquireStore(await linkState(context, trait));
  } catch (error) {
    sayFault(context.el, error);
    return null;
  }
}

/** Says in `element` why there is no widget. */
export function sayFault(element: HTMLElement, error: unknown): void {
  const words =
    error instanceof NoStateError ? error.message : `The widget could not start: ${error}`;
  element.append(h("p", "lw-message", { role: "alert" }, words));
}

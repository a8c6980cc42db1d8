// The codes of a space that have a name: asked for once, and again after a change.

import type { NameEntry } from "./protocol.ts";
import type { SpaceStore } from "./store.ts";

const asked = new WeakMap<SpaceStore, Promise<NameEntry[]>>();

/** Means of classes and attributes, and directions. Bookmarks are the store's own. */
export function namesOf(store: SpaceStore): Promise<NameEntry[]> {
  let names = asked.get(store);
  if (!names) {
    names = store.request("names", {}).then(({ entries }) => entries);
    asked.set(store, names);
    names.catch(() => forgetNames(store)); // to be asked for again
  }
  return names;
}

/** A direction has come, changed or gone: the next who wants names hears of it. */
export function forgetNames(store: SpaceStore): void {
  asked.delete(store);
}

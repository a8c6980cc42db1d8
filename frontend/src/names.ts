// The codes of a space that have a name: asked for once, and again after a change.

import type { NameEntry } from "./protocol.ts";
import type { SpaceStore } from "./store.ts";

const asked = new WeakMap<SpaceStore, Promise<NameEntry[]>>();

/** Means of classes and attributes, and the directions of now. Bookmarks are the store's own. */
export function namesOf(store: SpaceStore): Promise<NameEntry[]> {
  let names = asked.get(store);
  if (!names) {
    names = store.request("names", {}).then(({ entries }) => entries);
    asked.set(store, names);
    const forget = () => {
      leave();
      if (asked.get(store) === names) asked.delete(store); // to be asked for again
    };
    const leave = store.on("directions", forget);
    names.catch(forget);
  }
  return names;
}

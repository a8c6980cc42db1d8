// The codes of a space that have a name: asked for once, and again after a change.

import type { Directions } from "./directions/direction.ts";
import type { NameEntry } from "./protocol.ts";
import type { SpaceStore } from "./store.ts";

interface Asked {
  /** Those of the space when it was asked. */
  directions: Directions;
  names: Promise<NameEntry[]>;
}

const asked = new WeakMap<SpaceStore, Asked>();

/** Means of classes and attributes, and the directions of now. Bookmarks are the store's own. */
export function namesOf(store: SpaceStore): Promise<NameEntry[]> {
  const { directions } = store;
  const known = asked.get(store);
  if (known?.directions === directions) return known.names;
  const names = store.request("names", {}).then(({ entries }) => entries);
  asked.set(store, { directions, names });
  names.catch(() => asked.get(store)?.names === names && asked.delete(store)); // to be asked again
  return names;
}

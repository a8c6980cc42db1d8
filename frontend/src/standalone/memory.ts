// What a reader did in an exported page, kept as a session over a reload where the browser lets pages keep
// things.

import { readDirection } from "../directions/file.ts";
import { packJournal } from "../journal-trait.ts";
import { Keeper, MOST_NUMBERS, sessionToKeep } from "../keeper.ts";
import { readMapKey } from "../map-key.ts";
import type { Description, Identity } from "../protocol.ts";
import { modelFault, readSession } from "../session.ts";
import type { SpaceStore } from "../store.ts";
import type { ExportData } from "./data.ts";
import type { StandInKernel } from "./kernel.ts";

/**
 * Puts what was kept under `key` into the page's traits, in the place of what it came with; returns what
 * was edited, which has to be decoded first.
 */
export function recall(key: string, data: ExportData): unknown {
  const { traits, maps, colours, identity } = data;
  try {
    const text = localStorage.getItem(key);
    if (!text) return null;
    const session = readSession(text);
    if (modelFault(session.space, identity.space)) return null;
    const { latent_size, latent_shape } = traits.description as Description;
    const { z, selection, bookmarks, journal, tools, kept } = session;
    Object.assign(traits, { z, selection, bookmarks, tools });
    traits.journal = packJournal(journal, latent_size);
    const { method, dims } = readMapKey(session.map);
    const map = maps.find((one) => one.method === method && one.dims === dims);
    const colour = colours.find(({ name }) => name === session.colour);
    Object.assign(traits, map && { projection: map }, colour && { colour });
    const entries = kept?.directions.map((one) => readDirection(JSON.stringify(one), latent_shape));
    if (entries) traits.directions = { version: 1, entries };
    return kept?.edit ?? null;
  } catch {
    // Nothing may be kept here, in a sandbox for one, or another has written there.
    return null;
  }
}

/** Keeps what was done in `store` under `key`, soon after it has changed. */
export function remember(
  key: string,
  store: SpaceStore,
  identity: Identity,
  { keeping }: StandInKernel,
): void {
  const keeper = new Keeper(() => {
    try {
      localStorage.setItem(key, sessionToKeep(store, identity, keeping.now(MOST_NUMBERS)));
    } catch {
      // Nothing may be kept here, or there is no room.
    }
  });
  for (const event of ["directions", "edit", "tools", "history"] as const) {
    store.on(event, keeper.soon);
  }
}

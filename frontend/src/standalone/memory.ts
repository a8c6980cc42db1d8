// What a reader did in an exported page, kept over a reload where the browser lets pages keep things: a
// session, and the directions.

import { readDirection, writeDirection } from "../directions/file.ts";
import { packJournal } from "../journal-trait.ts";
import { readMapKey } from "../map-key.ts";
import type { Description, Identity } from "../protocol.ts";
import { modelFault, readSession, type State, writeSession } from "../session.ts";
import type { SpaceStore } from "../store.ts";
import type { ExportData } from "./data.ts";

/** Numbers in all codes of the journal: pages may keep a few megabytes. */
const MOST_NUMBERS = 50_000;

/** Puts what was kept under `key` into the page's traits, in the place of what it came with. */
export function recall(key: string, data: ExportData): void {
  const { traits, maps, colours, identity } = data;
  try {
    const text = localStorage.getItem(key);
    if (!text) return;
    const session = readSession(text);
    if (modelFault(session.space, identity.space)) return;
    const { latent_size, latent_shape } = traits.description as Description;
    const { z, selection, bookmarks, journal } = session;
    Object.assign(traits, { z, selection, bookmarks });
    traits.journal = packJournal(journal, latent_size);
    const { method, dims } = readMapKey(session.map);
    const map = maps.find((one) => one.method === method && one.dims === dims);
    const colour = colours.find(({ name }) => name === session.colour);
    Object.assign(traits, map && { projection: map }, colour && { colour });
    const { directions } = JSON.parse(text) as { directions?: string[] };
    const entries = directions?.map((one) => readDirection(one, latent_shape));
    if (entries) traits.directions = { version: 1, entries };
  } catch {
    // Nothing may be kept here, in a sandbox for one, or another has written there.
  }
}

/** Keeps what was done in `store` under `key` whenever it changes. */
export function remember(key: string, store: SpaceStore, identity: Identity): void {
  const keep = () => {
    const { latent_shape, latent_size } = store.description;
    const directions = store.directions.entries.map((one) => writeDirection(one, latent_shape));
    const most = Math.floor(MOST_NUMBERS / latent_size);
    const journal = most ? store.journal.slice(-most) : [];
    const state: State = { ...store.state, journal };
    const session = JSON.parse(writeSession(state, identity)) as object;
    try {
      localStorage.setItem(key, JSON.stringify({ ...session, directions }));
    } catch {
      // Nothing may be kept here, or there is no room.
    }
  };
  store.on("directions", keep);
  store.on("history", keep);
}

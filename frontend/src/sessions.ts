// Sessions of a store: saved to a text, and taken up from one where it is of this model.

import { keptOf, putKept } from "./kept-states.ts";
import { readMapKey } from "./map-key.ts";
import type { Description } from "./protocol.ts";
import { isDataOf, modelFault, readSession, type Session, writeSession } from "./session.ts";
import type { SpaceStore } from "./store.ts";
import { withoutSamples } from "./tool-states.ts";

export async function sessionText(store: SpaceStore): Promise<string> {
  const [identity, kept] = await Promise.all([store.identity(), keptOf(store)]);
  return writeSession(store.state, identity, kept);
}

/** Takes up a session that fits this space, which is one act. */
export async function takeUp(store: SpaceStore, session: Session): Promise<void> {
  store.takeUp(session, session.kept ? await putKept(store, session.kept) : undefined);
}

/** Reads a session and keeps what this space has of it; what is left out is said. */
export async function fittedSession(
  store: SpaceStore,
  text: string,
): Promise<{ session: Session; leftOut: string[] }> {
  const session = readSession(text);
  const { space } = await store.identity();
  const fault = modelFault(session.space, space);
  if (fault) throw new Error(fault);
  const leftOut: string[] = [];
  const { description, state } = store;
  if (!isDataOf(session.space, space)) {
    leftOut.push("it was saved with other data: what was selected is left out");
    session.selection = new Uint32Array(0);
    session.tools = withoutSamples(session.tools);
    session.journal = session.journal.map((entry) => ({
      ...entry,
      place: { ...entry.place, selection: null },
    }));
  }
  if (!hasColour(description, session.colour)) {
    leftOut.push(`there is no colour ${session.colour} here`);
    session.colour = state.colour;
  }
  if (!hasMap(description, session.map)) {
    leftOut.push("its map is not here");
    session.map = state.map;
  }
  return { session, leftOut };
}

export function hasColour({ colours }: Description, colour: string | null): boolean {
  return colour === null || colours.some(({ name }) => name === colour);
}

export function hasMap({ maps, projections }: Description, key: string): boolean {
  const { method, dims } = readMapKey(key);
  if (!maps) return projections.includes(method);
  return maps.some((map) => map.method === method && map.dims === dims);
}

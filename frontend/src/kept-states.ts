// What a session holds of the kernel's own: directions, and the sample of the reader's own. Only the
// kernel reads it: here it is passed on.

import type { Also } from "./journal.ts";
import type { SpaceStore } from "./store.ts";

export interface KeptStates {
  directions: unknown[];
  edit: unknown;
}

/** Versions by which an undo finds what was there. */
export interface KeptVersions {
  directions: number;
  edit: number;
  keep_lost: boolean;
}

export async function keptOf(store: SpaceStore): Promise<KeptStates> {
  const { file } = await store.request("kept", {});
  return JSON.parse(new TextDecoder().decode(file)) as KeptStates;
}

/** Puts it into the kernel, where nothing changes if it is none; returns how that is taken back. */
export async function putKept(store: SpaceStore, kept: KeptStates): Promise<Also> {
  const file = new TextEncoder().encode(JSON.stringify(kept));
  const { before, after } = await store.request("take_kept", { file });
  const go = ({ directions, edit, keep_lost }: KeptVersions) => {
    for (const asked of [
      store.request("restore_directions", { version: directions }),
      store.request("restore_edit", { version: edit }),
      store.request("keep_lost", { on: keep_lost }),
    ]) {
      asked.catch((error: Error) => store.fail(error));
    }
  };
  return { undo: () => go(before), redo: () => go(after) };
}

// What a reader did in an exported page, kept over a reload where the browser lets pages keep things.

import { readDirection, writeDirection } from "../directions/file.ts";
import type { Bookmark, Description } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";

interface Kept {
  z: number[];
  bookmarks: { name: string; z: number[] }[];
  /** Each as its file; not there in what an earlier version kept. */
  directions?: string[];
}

/** Puts what was kept under `key` into `traits`, in the place of what the page came with. */
export function recall(key: string, traits: Record<string, unknown>): void {
  const size = (traits.z as Float32Array).length;
  const isCode = (z: unknown) => Array.isArray(z) && z.length === size && z.every(Number.isFinite);
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
    if (!kept || !isCode(kept.z)) return;
    if (!kept.bookmarks.every(({ name, z }) => typeof name === "string" && isCode(z))) return;
    traits.z = Float32Array.from(kept.z);
    traits.bookmarks = kept.bookmarks.map(
      ({ name, z }): Bookmark => ({ name, z: Float32Array.from(z) }),
    );
    const { latent_shape } = traits.description as Description;
    const entries = kept.directions?.map((text) => readDirection(text, latent_shape));
    if (entries) traits.directions = { version: 1, entries };
  } catch {
    // Nothing may be kept here, in a sandbox for one, or another has written there.
  }
}

/** Keeps the code, the bookmarks and the directions of `store` under `key` whenever they change. */
export function remember(key: string, store: SpaceStore): void {
  const keep = () => {
    const bookmarks = store.bookmarks.map(({ name, z }) => ({ name, z: [...z] }));
    const { latent_shape } = store.description;
    const directions = store.directions.entries.map((one) => writeDirection(one, latent_shape));
    const kept: Kept = { z: [...store.z], bookmarks, directions };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // Nothing may be kept here, or there is no room.
    }
  };
  store.on("bookmarks", keep);
  store.on("directions", keep);
  store.on("history", keep);
}

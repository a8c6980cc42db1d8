// Brings the library that plays melodies: once a page, when one is first played.

import type { Description } from "../protocol.ts";
import { loadShared } from "../runtimes/page/assets.ts";
import type { SpaceStore } from "../store.ts";
import type { SoundLibrary } from "./engine.ts";

const LIBRARIES = Symbol.for("latentwidgets.sound.v1");
type Page = Record<symbol, Map<string, Promise<SoundLibrary>> | undefined>;

/** How a renderer of this space gets it; nothing where its outputs are not played. */
export function soundOf(
  store: Pick<SpaceStore, "request"> & { description: Description },
): { sound: () => Promise<SoundLibrary> } | Record<string, never> {
  const asset = store.description.sound;
  if (!asset) return {};
  return {
    // Every widget is a module of its own: what they share hangs on the page.
    sound: () => {
      const page = globalThis as unknown as Page;
      page[LIBRARIES] ??= new Map();
      const libraries = page[LIBRARIES];
      const known = libraries.get(asset.key);
      if (known) return known;
      const loading = loadShared(store, asset).then(importModule);
      libraries.set(asset.key, loading);
      loading.catch(() => libraries.delete(asset.key));
      return loading;
    },
  };
}

async function importModule(bytes: Uint8Array): Promise<SoundLibrary> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "text/javascript" });
  const address = URL.createObjectURL(source);
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

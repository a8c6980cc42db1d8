// Files that the page needs and the kernel has: brought once, kept in the browser by their digest.

import { get, set } from "idb-keyval";
import type { Asking } from "../../channel.ts";
import type { Asset } from "../../protocol.ts";

const LOADED = Symbol.for("latentwidgets.assets.v1");
type Loaded = Map<string, Promise<Uint8Array>>;

/** What all spaces share: from the page, the browser's store, the notebook's server or the kernel. */
export function loadShared(kernel: Asking, asset: Asset): Promise<Uint8Array> {
  const page = globalThis as unknown as Record<symbol, Loaded | undefined>;
  page[LOADED] ??= new Map();
  const loaded = page[LOADED];
  const known = loaded.get(asset.key);
  // Another space's loading fails where that space is closed in the midst of it: then this one loads.
  if (known) return known.catch(() => loadShared(kernel, asset));
  const loading = fetchShared(kernel, asset);
  loaded.set(asset.key, loading);
  loading.catch(() => loaded.delete(asset.key));
  return loading;
}

async function fetchShared(kernel: Asking, asset: Asset): Promise<Uint8Array> {
  const found = (await fromStore(asset)) ?? (await fromServer(asset));
  if (found) return found;
  const bytes = await loadOwn(kernel, asset);
  // One entry a name: a newer version takes the place of the older.
  await keep(storeKey(asset), { key: asset.key, bytes });
  return bytes;
}

async function keep(key: string, value: unknown): Promise<void> {
  try {
    await set(key, value); // throws at once where the page may not have a store
  } catch {
    // Asked again next time.
  }
}

const storeKey = (asset: Asset) => `latentwidgets/${asset.name}`;

async function fromStore(asset: Asset): Promise<Uint8Array | null> {
  try {
    const found = await get<{ key: string; bytes: Uint8Array }>(storeKey(asset));
    return found?.key === asset.key && found.bytes.length === asset.size ? found.bytes : null;
  } catch {
    return null; // no store here: a private window, an opaque origin
  }
}

/** The notebook server's own copy, where our server extension serves one. */
async function fromServer(asset: Asset): Promise<Uint8Array | null> {
  const config = document.getElementById("jupyter-config-data")?.textContent;
  if (!config) return null;
  try {
    const { baseUrl } = JSON.parse(config) as { baseUrl?: string };
    const answer = await fetch(`${baseUrl ?? "/"}latentwidgets/${asset.key}/${asset.name}`);
    if (!answer.ok) return null;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes.length === asset.size ? bytes : null;
  } catch {
    return null;
  }
}

/** What one space has, from its kernel. */
export async function loadOwn(kernel: Asking, asset: Asset): Promise<Uint8Array> {
  const bytes = new Uint8Array(asset.size);
  for (let start = 0; start < asset.size; ) {
    const { data } = await kernel.request("asset", { name: asset.name, start });
    if (!data.length) throw new Error(`${asset.name} came without its end`);
    bytes.set(data, start);
    start += data.length;
  }
  return bytes;
}

export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

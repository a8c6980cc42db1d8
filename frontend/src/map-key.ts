// What a map's key says: "tsne-2-perplexity=50.0" is t-SNE on two axes with that perplexity.

import type { ProjectionOptions } from "./protocol.ts";

export interface MapRequest {
  method: string;
  dims: number;
  options: ProjectionOptions;
}

const KEY = /^([a-z0-9_]+)-([23])((?:-[a-z_]+=[0-9.]+)*)$/;

export function isMapKey(key: string): boolean {
  return KEY.test(key);
}

/** The request that makes the map of that key, as the kernel forms keys in `handlers/projecting.py`. */
export function readMapKey(key: string): MapRequest {
  const [, method, dims, rest] = KEY.exec(key) ?? [];
  if (!method) throw new Error(`There is no map ${key.slice(0, 60)}.`);
  const options = [...(rest ?? "").matchAll(/-([a-z_]+)=([0-9.]+)/g)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  return { method, dims: Number(dims), options: Object.fromEntries(options) };
}

// The outputs of many codes, a few at a time, so that no message and no array grows large.

import { shapeOf } from "../../modalities/index.ts";
import type { SpaceStore } from "../../store.ts";

const MOST_CODES = 64; // of one request
const MOST_NUMBERS = 2 ** 21;

/** Of flat codes, in order; even numbers of them come together. */
export async function* outputsOf(
  store: SpaceStore,
  codes: Float32Array,
  signal: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  const { latent_size, modality } = store.description;
  const size = shapeOf(modality).reduce((a, b) => a * b, 1);
  const few = Math.max(2, Math.min(MOST_CODES, 2 * Math.floor(MOST_NUMBERS / size / 2)));
  for (let start = 0; start < codes.length; start += few * latent_size) {
    const values = await store.outputs(codes.slice(start, start + few * latent_size), signal);
    signal.throwIfAborted();
    const found: Float32Array[] = [];
    for (let i = 0; i < values.length; i += size) found.push(values.subarray(i, i + size));
    yield found;
  }
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

// Before the page decodes for the hand, its outputs are compared with the model's own.

import type { ModelSheet } from "../../protocol.ts";
import type { DecodingWorker } from "./worker.ts";

export class ParityError extends Error {}

const TIMED_RUNS = 5;

/** The largest difference of `outputs` from `expected`, relative to the largest expected. */
export function relativeError(outputs: Float32Array, expected: Float32Array): number {
  if (outputs.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let apart = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [outputs[i] as number, expected[i] as number];
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    // Infinite on both sides agrees too, but is no measure for the others.
    if (a === b && !Number.isFinite(b)) continue;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(b));
    apart = Math.max(apart, Math.abs(a - b));
  }
  return apart === 0 ? 0 : apart / largest;
}

/** Of each of `n` outputs its numbers 0, every, 2 every … */
function eachNth(outputs: Float32Array, n: number, every: number): Float32Array {
  const size = outputs.length / n;
  return every === 1 ? outputs : outputs.filter((_, i) => (i % size) % every === 0);
}

/** Compares at each batch size; returns the error and how long one code takes, in milliseconds at best. */
export async function measureParity(
  worker: DecodingWorker,
  { probe, probe_every: every, parity, latent_shape }: ModelSheet,
): Promise<{ parity: number; decodeMs: number }> {
  const size = latent_shape.reduce((product, extent) => product * extent, 1);
  const each = probe.outputs.length / (probe.codes.length / size);
  let error = 0;
  let row = 0;
  for (const n of parity.batches) {
    const codes = probe.codes.slice(row * size, (row + n) * size);
    const outputs = await worker.ask({ kind: "outputs", codes });
    const expected = probe.outputs.subarray(row * each, (row + n) * each);
    error = Math.max(error, relativeError(eachNth(outputs, n, every), expected));
    row += n;
  }
  if (!(error <= parity.tolerance)) {
    throw new ParityError(
      `in the page the model's outputs differ by ${error.toExponential(1)}, ` +
        `and ${parity.tolerance.toExponential(0)} is allowed`,
    );
  }
  let decodeMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < TIMED_RUNS; run++) {
    const started = performance.now();
    await worker.ask({ kind: "outputs", codes: probe.codes.slice(0, size) });
    // What else runs while a page starts is not the model's.
    decodeMs = Math.min(decodeMs, performance.now() - started);
  }
  return { parity: error, decodeMs };
}

// What the kernel says of real data against generated outputs.

import type { SpaceStore } from "../../store.ts";

export type Grade = "good" | "look" | "broken" | "unknown";

/** A mark and a word: never colour alone. */
export const GRADES = {
  good: ["✓", "good"],
  look: ["!", "worth a look"],
  broken: ["✗", "broken"],
  unknown: ["?", "not measured"],
} as const satisfies Record<Grade, readonly [string, string]>;

export interface Measured {
  name: string;
  value: number;
  interval: [number, number] | null;
  /** What two samples of one distribution score, or chance. */
  expected: number | null;
  ceiling: number | null;
  /** Estimator, settings, features, n. */
  label: string;
}

export interface Bin {
  index: number;
  state: "missing" | "starved" | "crowded";
  real_share: number;
  generated_share: number;
  z: number;
  /** The commonest label of its real samples; "" where there is none. */
  label: string;
  /** A typical one of its real samples. */
  shown: number;
}

export interface KindShare {
  label: string;
  n_real: number;
  n_generated: number;
  expected: number;
  share: number;
  state: "missing" | "seldom" | "";
}

export interface CoverageReport {
  name: string;
  real: string;
  features: string;
  grade: Grade;
  verdict: string;
  why: string[];
  advice: string[];
  n_real: number;
  n_generated: number;
  measures: Measured[];
  seed: number;
  map: { real: Float32Array; generated: Float32Array; explained: number };
  /** Of the generated, flat. */
  codes: Float32Array;
  /** Whether a generated sample lies near each real one. */
  covered: Uint8Array | null;
  labels: string[] | null;
  kinds: KindShare[];
  /** Why there are no kinds. */
  kinds_note: string;
  /** How well the features tell the kinds apart. */
  kinds_label: string;
  bins: {
    real: Uint16Array;
    generated: Uint16Array;
    n: number;
    limit: number;
    listed: Bin[];
    n_missing: number;
    n_starved: number;
    n_crowded: number;
  } | null;
  pairs: {
    indices: Uint32Array;
    distances: Float32Array;
    real_distances: Float32Array | null;
    n_copies: number;
    n_real_copies: number;
    copies: { size: number; shown: number }[];
    n_groups: number;
    support: [number, number, number] | null;
    at_least: number;
  } | null;
}

export type SetName = "real" | "generated";

/** Progress of what runs in the kernel's background. */
export interface StepTold {
  step: number;
  total: number;
  words: string;
}

export function percent(share: number): string {
  if (share === 0) return "0 %";
  return share < 0.0995 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
}

export function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function whole(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}

export function members(bins: Uint16Array, index: number): number[] {
  return Array.from(bins.keys()).filter((i) => bins[i] === index);
}

export function isExported({ description }: SpaceStore): boolean {
  return description.maps !== undefined;
}

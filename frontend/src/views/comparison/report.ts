// What the kernel says of two models of the same samples.

import type { Alignment } from "../map/turn.ts";

/** A figure of one model; where there is none, `why`. */
export interface ComparedValue {
  value: number | null;
  interval: [number, number] | null;
  reference: string;
  label: string;
  why: string;
}

export interface ComparedFigure {
  name: string;
  better: "low" | "high" | "";
  values: [ComparedValue, ComparedValue];
}

export interface ComparisonReport {
  /** Why there is no overlap. */
  refusal: string;
  overlap: {
    value: number;
    expected: number;
    interval: [number, number];
    label: string;
    k: number;
    changed: Uint32Array;
    shares: Float32Array;
  } | null;
  codes: Alignment | null;
  figures: ComparedFigure[];
}

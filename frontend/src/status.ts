// What the views say about decoding: is the kernel there, is it busy, how fast it is.

import type { Frame } from "./protocol.ts";

/** How far the page is with decoding itself, and why not where it cannot. */
export type PageStatus =
  | { state: "off" | "preparing" }
  | { state: "blended" | "nearest"; reason: string }
  /** `missed`: WebGPU was asked for, and is not to be had here. */
  | { state: "ready"; parity: number; tolerance: number; missed?: boolean }
  | { state: "refused"; reason: string };

export interface Status {
  connected: boolean;
  /** When the decode that is late was asked for (`performance.now()`); null while none is late. */
  busySince: number | null;
  error: string | null;
  notice: string | null;
  decodeMs: number | null;
  roundTripMs: number | null;
  fps: number | null;
  device: string;
  runtime: "kernel" | "page";
  page: PageStatus;
  /** Whether the page speaks to the kernel straight, and not by Jupyter's server. */
  direct: boolean;
}

/** Before anything is measured in the page; `first` is the frame that came along, if one did. */
export function initialStatus(device: string, first: Frame | null = null): Status {
  return {
    connected: true,
    busySince: null,
    error: null,
    notice: null,
    decodeMs: first?.decode_ms ?? null,
    roundTripMs: null,
    fps: null,
    device: first?.device ?? device,
    runtime: "kernel",
    page: { state: "off" },
    direct: false,
  };
}

const PAUSE_MS = 400;
const KEPT = 24;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Measures round trips, and frames per second while the hand moves: a pause starts a new count. */
export class Meter {
  #roundTrips: number[] = [];
  #arrivals: number[] = [];
  #fps: number | null = null;

  add(roundTripMs: number, now: number): { roundTripMs: number | null; fps: number | null } {
    this.#roundTrips = [...this.#roundTrips, roundTripMs].slice(-KEPT);
    const last = this.#arrivals.at(-1);
    if (last !== undefined && now - last > PAUSE_MS + roundTripMs) this.#arrivals = [];
    this.#arrivals = [...this.#arrivals, now].slice(-KEPT);
    const first = this.#arrivals[0] ?? now;
    if (this.#arrivals.length >= 4 && now > first) {
      this.#fps = (1000 * (this.#arrivals.length - 1)) / (now - first);
    }
    return { roundTripMs: median(this.#roundTrips), fps: this.#fps };
  }
}

// Which way is taken between the anchors, and what is known of it; without a page.

import { codeAt, codesAt, evenly, evenShares, type Track, trackOf } from "../../geometry/track.ts";
import type { Curves, FoundPath, PathKind, PathProgress } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import type { Operand } from "../slots/index.ts";

export type PathChoice = "auto" | PathKind;

export interface RouteEvents {
  /** The way is another, or another place on it is at the same position. */
  onWay(): void;
  onCurves(): void;
  /** `busy` or `error` has changed. */
  onStatus(): void;
}

/** Codes from one anchor to the next along which the curves are measured, and how many at most. */
const MEASURED = 64;
const LEAST_A_LEG = 8;
/** Milliseconds after the last change, so that a hand that changes anchors asks for one answer. */
const PAUSE = 120;

const STAGES: Record<PathProgress["stage"], string> = {
  graph: "looking for each sample's neighbours",
  search: "looking for the way through the data",
  geodesic: "straightening the way by the outputs",
  curves: "measuring",
};

export class Route {
  anchors: readonly Operand[] = [];
  choice: PathChoice = "auto";
  track: Track | null = null;
  name: PathKind = "lerp";
  reason = "";
  curves: Curves | null = null;
  /** What is being computed, and how much of it is done, 0 to 1. */
  busy: { words: string; share: number } | null = null;
  error: string | null = null;
  /** Why there are no curves. */
  curvesError: string | null = null;
  constantSpeed = false;
  readonly #store: SpaceStore;
  readonly #events: RouteEvents;
  /** The curves along the way itself, and from them the shares at an even speed. */
  #along: { curves: Curves; warp: ((progress: number) => number) | null } | null = null;
  #search: AbortController | null = null;
  #measuring: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How the track was found: taken up again where another way fails. */
  #taken: { choice: PathChoice; anchors: readonly Operand[] } = { choice: "auto", anchors: [] };

  constructor(store: SpaceStore, events: RouteEvents) {
    this.#store = store;
    this.#events = events;
  }

  get legs(): number {
    return Math.max(1, this.anchors.length - 1);
  }

  setAnchors(anchors: readonly Operand[]): void {
    this.anchors = anchors;
    this.error = null;
    void this.#find(this.choice);
  }

  set(anchors: readonly Operand[], choice: PathChoice): void {
    this.anchors = anchors;
    this.choose(choice);
  }

  choose(choice: PathChoice): void {
    this.choice = choice;
    this.error = null;
    void this.#find(choice);
  }

  setConstantSpeed(on: boolean): void {
    if (this.constantSpeed === on) return;
    this.constantSpeed = on;
    this.#events.onWay();
    this.#remeasure();
  }

  /** Gives up the search that runs; the way before stays. */
  cancel(): void {
    this.#search?.abort();
  }

  /** Where on the way a position of the scrubber is; both from 0 to 1. */
  shareAt(position: number): number {
    const warp = this.constantSpeed ? this.#along?.warp : null;
    return warp ? warp(position) : position;
  }

  codeAt(position: number): Float32Array | null {
    return this.track && codeAt(this.track, this.shareAt(position));
  }

  /** Flat codes at `n` even positions. */
  codes(n: number): Float32Array {
    if (!this.track) return new Float32Array(0);
    return codesAt(
      this.track,
      evenly(n).map((position) => this.shareAt(position)),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#search?.abort();
    this.#measuring?.abort();
  }

  // -- the way ------------------------------------------------------------------------------

  async #find(choice: PathChoice): Promise<void> {
    this.#search?.abort();
    this.#search = null;
    const { path: auto } = this.#store.description;
    if (this.anchors.length < 2) {
      this.#setBusy(null);
      this.#take(null, choice, auto.name, "");
      return;
    }
    const codes = this.anchors.map(({ z }) => z);
    const name = choice === "auto" ? auto.name : choice;
    if (name === "lerp" || name === "slerp") {
      this.#setBusy(null);
      const reason = choice === "auto" ? auto.reason : "as chosen";
      this.#take(trackOf(codes, name), choice, name, reason);
      return;
    }
    const mine = new AbortController();
    this.#search = mine;
    this.#setBusy({ words: "looking for the way", share: 0 });
    try {
      const found = await this.#ask(codes, choice, mine);
      if (!mine.signal.aborted)
        this.#take(trackFrom(found, codes), choice, found.name, found.reason);
    } catch (error) {
      if (this.#search === mine)
        this.#goBack(mine.signal.aborted ? null : (error as Error).message);
    } finally {
      if (this.#search === mine) {
        this.#search = null;
        this.#setBusy(null);
      }
    }
  }

  #ask(
    codes: readonly Float32Array[],
    path: PathChoice,
    { signal }: AbortController,
  ): Promise<FoundPath> {
    const anchors = joined(codes);
    const onProgress = (progress: unknown) => {
      const { stage, done, total } = progress as PathProgress;
      const share = done / Math.max(1, total);
      if (!signal.aborted) this.#setBusy({ words: STAGES[stage], share });
    };
    return this.#store.request("path", { anchors, path }, { signal, onProgress });
  }

  /** A way that cannot be had: the former one stays; of other anchors, the plain one is taken. */
  #goBack(error: string | null): void {
    this.error = error;
    const { choice, anchors } = this.#taken;
    const isSearched = choice === "data" || choice === "geodesic";
    this.choice = isSearched && anchors !== this.anchors ? "auto" : choice;
    this.#events.onStatus();
    if (anchors !== this.anchors) void this.#find(this.choice);
  }

  #take(track: Track | null, choice: PathChoice, name: PathKind, reason: string): void {
    this.#taken = { choice, anchors: this.anchors };
    this.track = track;
    this.name = name;
    this.reason = reason;
    this.#along = null;
    this.#events.onWay();
    this.#remeasure();
  }

  #setBusy(busy: Route["busy"]): void {
    if (busy === null && this.busy === null) return;
    this.busy = busy;
    this.#events.onStatus();
  }

  // -- what is said of it -------------------------------------------------------------------

  #remeasure(): void {
    clearTimeout(this.#timer);
    this.#measuring?.abort();
    this.#measuring = null;
    if (!this.track) {
      this.curves = null;
      this.curvesError = null;
      this.#events.onCurves();
      return;
    }
    this.#timer = setTimeout(() => void this.#measure(), PAUSE);
  }

  /** First along the way itself, from which the even speed follows; then as it is shown. */
  async #measure(): Promise<void> {
    const mine = new AbortController();
    this.#measuring = mine;
    const { signal } = mine;
    const n = this.legs * Math.max(LEAST_A_LEG, Math.floor(MEASURED / this.legs)) + 1;
    try {
      if (!this.#along) {
        const track = this.track as Track;
        const curves = await this.#request(codesAt(track, evenly(n)), signal);
        this.#along = { curves, warp: evenShares(curves.speed) };
        if (this.constantSpeed) this.#events.onWay();
      }
      const isEven = this.constantSpeed && this.#along.warp !== null;
      this.curves = isEven ? await this.#request(this.codes(n), signal) : this.#along.curves;
      this.curvesError = null;
    } catch (error) {
      if (signal.aborted) return;
      this.curves = null;
      this.curvesError = (error as Error).message;
    }
    if (!signal.aborted) this.#events.onCurves();
  }

  async #request(codes: Float32Array, signal: AbortSignal): Promise<Curves> {
    const found = await this.#store.request("curves", { codes }, { signal });
    signal.throwIfAborted();
    return found;
  }
}

/** The anchors themselves stand at the ends and between: to the last bit what was chosen. */
function trackFrom(found: FoundPath, anchors: readonly Float32Array[]): Track {
  const size = anchors[0]?.length ?? 0;
  const knots = Array.from(found.shares, (_, i) => found.knots.slice(i * size, (i + 1) * size));
  return { knots, shares: Array.from(found.shares), between: found.between };
}

export function joined(codes: readonly Float32Array[]): Float32Array {
  const size = codes[0]?.length ?? 0;
  const flat = new Float32Array(codes.length * size);
  for (const [i, code] of codes.entries()) flat.set(code, i * size);
  return flat;
}

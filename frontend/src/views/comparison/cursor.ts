// One cursor for two maps: the hand leads in one, and the other follows in the way that is said.

import type { Cleanup } from "../../emitter.ts";
import type { Sample } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import type { Turn } from "../map/turn.ts";

export type Follow = "sample" | "place" | "code";

export interface Ways {
  readonly follow: Follow;
  /** How the second's map, and the second's codes, lie over the first's. */
  readonly map: Turn | null;
  readonly codes: Turn | null;
}

type Side = 0 | 1;

/** The sample nearest to a point of the map that is shown. */
export function nearestOnMap(store: SpaceStore, point: readonly number[]): number | null {
  const { coordinates, dims } = store.projection;
  let [best, found] = [Number.POSITIVE_INFINITY, -1];
  for (let i = 0; i * dims < coordinates.length; i++) {
    let sum = 0;
    for (let d = 0; d < dims; d++) {
      const away = (coordinates[i * dims + d] ?? Number.NaN) - (point[d] ?? 0);
      sum += away * away;
    }
    if (sum < best) [best, found] = [sum, i];
  }
  return found < 0 ? null : found;
}

export class SharedCursor {
  readonly #stores: readonly [SpaceStore, SpaceStore];
  readonly #ways: () => Ways;
  readonly #cleanups: Cleanup[] = [];
  /** Where the hand was last; the other side follows. */
  #leader: Side = 0;
  /** Whether the leader's code is where the map's cursor is: not so on the way to a sample. */
  #wanders = false;
  #sample: number | null = null;
  #abort: AbortController | null = null;

  constructor(
    stores: readonly [SpaceStore, SpaceStore],
    panels: readonly [HTMLElement, HTMLElement],
    ways: () => Ways,
  ) {
    this.#stores = stores;
    this.#ways = ways;
    for (const side of [0, 1] as const) {
      const lead = () => {
        this.#leader = side;
      };
      const rest = () => this.#settle(side);
      const panel = panels[side];
      panel.addEventListener("pointerdown", lead, true);
      panel.addEventListener("keydown", lead, true);
      panel.addEventListener("keyup", rest);
      panel.addEventListener("pointerup", rest);
      const store = stores[side];
      this.#cleanups.push(
        store.on("z", (origin) => {
          if (side !== this.#leader) return;
          this.#wanders = origin === "map";
          if (this.#wanders) this.#followFrom(side);
        }),
        store.on("point", () => {
          if (side === this.#leader && this.#wanders) this.#followFrom(side);
        }),
        store.on("chosen", (sample) => this.#onChosen(side, sample)),
      );
    }
  }

  /** Goes to a sample on both sides. */
  choose(index: number): void {
    this.#stop();
    this.#wanders = false;
    for (const store of this.#stores) store.chooseSample(index);
  }

  /** The way to follow has changed. */
  again(): void {
    this.#sample = null;
    if (this.#wanders) this.#followFrom(this.#leader);
  }

  dispose(): void {
    this.#stop();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }

  #other(side: Side): SpaceStore {
    return this.#stores[side === 0 ? 1 : 0];
  }

  #onChosen(side: Side, sample: Sample | null): void {
    if (side !== this.#leader || !sample) return;
    this.#stop();
    this.#wanders = false;
    const other = this.#other(side);
    if (other.chosen?.index !== sample.index) other.chooseSample(sample.index);
  }

  #followFrom(side: Side): void {
    const [store, other] = [this.#stores[side], this.#other(side)];
    const { follow, map, codes } = this.#ways();
    if (follow === "code" && codes) {
      const through = side === 0 ? codes.invert : codes.apply;
      other.setZ(Float32Array.from(through(Array.from(store.z))), "map");
      return;
    }
    const { point } = store;
    if (!point) return;
    if (follow === "place" && map && point.length === map.dims) {
      other.moveTo(side === 0 ? map.invert(point) : map.apply(point));
      return;
    }
    this.#followSample(other, nearestOnMap(store, point));
  }

  /** Brings the other to the code of the same sample; what is asked last wins. */
  #followSample(other: SpaceStore, index: number | null): void {
    if (index === null || index === this.#sample) return;
    this.#stop();
    this.#sample = index;
    const mine = new AbortController();
    this.#abort = mine;
    other
      .request("sample", { index }, { signal: mine.signal })
      .then((sample) => {
        if (!mine.signal.aborted) other.setZ(sample.z, "map");
      })
      .catch((error: Error) => {
        if (!mine.signal.aborted) other.fail(error);
      });
  }

  #settle(side: Side): void {
    if (side === this.#leader && this.#wanders) this.#other(side).settle("followed the other map");
  }

  #stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#sample = null;
  }
}

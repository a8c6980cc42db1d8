// The honest map without Python: the codes under a map's places, and the doubt about them.

import { neighbourGeometry } from "../geometry/neighbours.ts";
import { inverseOff } from "../geometry/off.ts";
import { type MapGeometry, planeGeometry } from "../geometry/plane.ts";
import type { Support } from "../geometry/support.ts";
import type { ExportData } from "./data.ts";

/** Places of a map, and what is held there. */
export interface Places {
  points: Float32Array;
  projection: string;
  anchor: Float32Array;
  off: number;
}

export class HonestMap {
  readonly #data: ExportData;
  readonly #size: number;
  readonly #support: Support;
  readonly #maps = new Map<string, { geometry: MapGeometry; dims: number }>();

  constructor(data: ExportData, size: number, support: Support) {
    this.#data = data;
    this.#size = size;
    this.#support = support;
  }

  inverse(places: Places): Float32Array {
    const { count, place } = this.#codes(places);
    const codes = new Float32Array(count * this.#size);
    for (let i = 0; i < count; i++) codes.set(place(i), i * this.#size);
    return codes;
  }

  /** A few milliseconds at a time: the page draws between, and may give it up. */
  veil(places: Places, signal: AbortSignal): Promise<Float32Array> {
    const { count, place } = this.#codes(places);
    return this.#support.veil(count, place, async () => {
      await new Promise((resolve) => {
        setTimeout(resolve);
      });
      signal.throwIfAborted();
    });
  }

  #codes({ points, projection, anchor, off }: Places) {
    const { geometry, dims } = this.#map(projection);
    const place = (i: number) =>
      inverseOff(geometry, points.subarray(i * dims, (i + 1) * dims), anchor, off);
    return { count: points.length / dims, place };
  }

  #map(key: string): { geometry: MapGeometry; dims: number } {
    const known = this.#maps.get(key);
    if (known) return known;
    const map = this.#data.maps.find((each) => each.key === key);
    if (!map) throw new Error("this page holds no such map");
    const { plane, dims, coordinates } = map;
    const geometry = plane
      ? planeGeometry(plane.center, plane.components, dims)
      : neighbourGeometry(this.#data.codes, coordinates, this.#size, dims);
    this.#maps.set(key, { geometry, dims });
    return { geometry, dims };
  }
}

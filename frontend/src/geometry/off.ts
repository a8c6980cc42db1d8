// A cursor on a map holds what an anchor has beside the map's surface, all of it or a part.

import type { MapGeometry } from "./plane.ts";

/** The code at a place of the map with `off` of what `anchor` has beside it: 0 on it, 1 as the anchor. */
export function inverseOff(
  map: MapGeometry,
  point: ArrayLike<number>,
  anchor: Float32Array,
  off: number,
): Float32Array {
  if (off === 1) return map.inverse(point, anchor);
  const on = map.inverse(point);
  if (off === 0) return on;
  const beside = map.inverse(point, anchor);
  return on.map((value, i) => value + off * ((beside[i] as number) - value));
}

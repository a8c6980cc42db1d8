// Real and generated samples as small pictures, asked for in one go.

import { h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { tileElements } from "../tiles.ts";
import type { SetName } from "./report.ts";

/** As many as the kernel shows in one answer. */
const MOST = 256;

export async function sampleTiles(
  store: SpaceStore,
  set: SetName,
  indices: readonly number[],
  pixels: number,
  signal: AbortSignal,
): Promise<HTMLElement[]> {
  const asked = indices.slice(0, MOST);
  if (asked.length === 0) return [];
  const size = Math.min(256, pixels * Math.min(2, Math.ceil(devicePixelRatio)));
  const payload = { set, indices: Uint32Array.from(asked), size };
  const sheet = await store.request("coverage_tiles", payload, { signal });
  return tileElements(sheet, asked.length);
}

/** A row of samples; what each is, is said by `label`. */
export function tileRow(
  tiles: readonly HTMLElement[],
  label: (place: number) => string,
): HTMLElement {
  const items = tiles.map((tile, place) => {
    tile.setAttribute("role", "img");
    tile.setAttribute("aria-label", label(place));
    return h("span", "lw-coverage-tile", { role: "listitem", title: label(place) }, tile);
  });
  return h("div", "lw-coverage-tiles", { role: "list" }, ...items);
}

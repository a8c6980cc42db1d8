// The samples themselves in place of dots, where few enough are in view.

import type { Atlas } from "../../protocol.ts";
import { decodePicture } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";
import type { PointCloud } from "./cloud.ts";
import { SELECTED } from "./colours.ts";

export const MOST_THUMBNAILS = 150;
const KEPT = 2000;
const TILE = 48;

interface Tile {
  source: CanvasImageSource;
  x: number;
  y: number;
  size: number;
}
interface Place {
  index: number;
  x: number;
  y: number;
}

function sideFor(count: number): number {
  if (count > 80) return 26;
  if (count > 30) return 34;
  return count > 10 ? 44 : 56;
}

export class Thumbnails {
  readonly canvas = document.createElement("canvas");
  readonly #store: SpaceStore;
  readonly #cloud: PointCloud;
  readonly #onLoad: () => void;
  readonly #tiles = new Map<number, Tile>();
  #abort: AbortController | null = null;

  constructor(store: SpaceStore, cloud: PointCloud, onLoad: () => void) {
    this.canvas.className = "lw-map-thumbnails";
    this.#store = store;
    this.#cloud = cloud;
    this.#onLoad = onLoad;
  }

  resize(width: number, height: number): void {
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.getContext("2d")?.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** Draws those at hand of the points in view; none for null. */
  draw(places: readonly Place[] | null): void {
    this.canvas.hidden = !places?.length;
    const context = this.canvas.getContext("2d");
    if (!places?.length || !context) return;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const side = sideFor(places.length);
    for (const place of places) {
      const tile = this.#tiles.get(place.index);
      if (!tile) continue;
      const code = this.#cloud.marks.subarray(4 * place.index, 4 * place.index + 4);
      const dimmed = this.#cloud.hasSelection && ((code[3] ?? 0) & SELECTED) === 0;
      context.globalAlpha = dimmed ? 0.3 : 1;
      const [x, y] = [Math.round(place.x - side / 2), Math.round(place.y - side / 2)];
      context.fillStyle = `rgb(${code[0]} ${code[1]} ${code[2]})`;
      context.fillRect(x - 2, y - 2, side + 4, side + 4);
      context.imageSmoothingEnabled = tile.size > side;
      context.drawImage(tile.source, tile.x, tile.y, tile.size, tile.size, x, y, side, side);
    }
    context.globalAlpha = 1;
  }

  /** Asks for those that are not at hand; what was asked for before is given up. */
  load(places: readonly Place[] | null): void {
    this.#abort?.abort();
    this.#abort = null;
    const missing = (places ?? []).map(({ index }) => index).filter((i) => !this.#tiles.has(i));
    if (missing.length === 0) return;
    const abort = new AbortController();
    this.#abort = abort;
    const indices = Uint32Array.from(missing);
    this.#store
      .request("thumbnails", { indices, size: TILE }, { signal: abort.signal })
      .then((atlas) => this.#keep(missing, atlas))
      .then(() => abort.signal.aborted || this.#onLoad())
      // The dots stay where there is no picture.
      .catch(() => {});
  }

  dispose(): void {
    this.#abort?.abort();
    this.#tiles.clear();
  }

  async #keep(indices: readonly number[], { atlas, columns, size }: Atlas): Promise<void> {
    const source = await createImageBitmap(await decodePicture(atlas));
    indices.forEach((index, k) => {
      const [x, y] = [(k % columns) * size, Math.floor(k / columns) * size];
      this.#tiles.set(index, { source, x, y, size });
    });
    for (const index of this.#tiles.keys()) {
      if (this.#tiles.size <= KEPT) break;
      this.#tiles.delete(index);
    }
  }
}

// The samples themselves in place of dots, where few enough are in view.

import { tileAspect } from "../../miniatures/index.ts";
import type { Thumbnails as Received } from "../../protocol.ts";
import { bitmapFrom } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";
import type { PointCloud } from "./cloud.ts";
import { SELECTED } from "./colours.ts";
import { type Label, layLabels } from "./labels.ts";

export const MOST_THUMBNAILS = 150;
const KEPT = 2000;
const TILE = 48;
const LARGE_TILE = 96;
const LARGER = 1.6;

interface Tile {
  source: ImageBitmap;
  x: number;
  y: number;
  size: number;
}
export interface Place {
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
  /** Of texts there are no pictures: the texts. */
  readonly #tiles = new Map<number, Tile | string>();
  readonly #aspect: number;
  readonly #hasGround: boolean;
  /** Atlases that tiles are of. */
  readonly #sources = new Set<ImageBitmap>();
  #abort: AbortController | null = null;
  #closed = false;

  constructor(store: SpaceStore, cloud: PointCloud, onLoad: () => void) {
    this.canvas.className = "lw-map-thumbnails";
    this.#store = store;
    this.#cloud = cloud;
    this.#onLoad = onLoad;
    // Images cover their square; lines and notes are drawn on nothing, and larger to be read.
    const { modality } = store.description;
    this.#hasGround = modality.kind !== "image";
    this.#aspect = this.#hasGround ? tileAspect(modality) : 1;
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
    const side = sideFor(places.length) * (this.#hasGround ? LARGER : 1);
    const tall = Math.round(side / this.#aspect);
    const style = this.#hasGround ? getComputedStyle(this.canvas) : null;
    const labels: Label[] = [];
    for (const place of places) {
      const tile = this.#tiles.get(place.index);
      if (tile === undefined) continue;
      const code = this.#cloud.marks.subarray(4 * place.index, 4 * place.index + 4);
      const dimmed = this.#cloud.hasSelection && ((code[3] ?? 0) & SELECTED) === 0;
      const colour = `rgb(${code[0]} ${code[1]} ${code[2]})`;
      if (typeof tile === "string") {
        labels.push({ text: tile, x: place.x, y: place.y, colour, dimmed });
        continue;
      }
      context.globalAlpha = dimmed ? 0.3 : 1;
      const [x, y] = [Math.round(place.x - side / 2), Math.round(place.y - tall / 2)];
      context.fillStyle = colour;
      context.fillRect(x - 2, y - 2, side + 4, tall + 4);
      if (style) {
        context.fillStyle = style.getPropertyValue("--lw-panel");
        context.fillRect(x, y, side, tall);
      }
      context.imageSmoothingEnabled = tile.size > side;
      // Of the square tile the part that the picture fills.
      const high = tile.size / this.#aspect;
      const top = tile.y + (tile.size - high) / 2;
      context.drawImage(tile.source, tile.x, top, tile.size, high, x, y, side, tall);
    }
    if (style && labels.length) layLabels(context, labels, style);
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
      .request(
        "thumbnails",
        { indices, size: this.#hasGround ? LARGE_TILE : TILE },
        { signal: abort.signal },
      )
      .then((atlas) => this.#keep(missing, atlas))
      .then(() => abort.signal.aborted || this.#onLoad())
      // The dots stay where there is no picture.
      .catch(() => {});
  }

  dispose(): void {
    this.#closed = true;
    this.#abort?.abort();
    this.#tiles.clear();
    this.#forget();
  }

  async #keep(indices: readonly number[], received: Received): Promise<void> {
    if ("texts" in received) {
      for (const [k, index] of indices.entries()) this.#tiles.set(index, received.texts[k] ?? "");
      this.#forget();
      return;
    }
    const { atlas, columns, size } = received;
    const source = await bitmapFrom(atlas);
    if (this.#closed) return source.close();
    this.#sources.add(source);
    indices.forEach((index, k) => {
      const [x, y] = [(k % columns) * size, Math.floor(k / columns) * size];
      this.#tiles.set(index, { source, x, y, size });
    });
    this.#forget();
  }

  #forget(): void {
    for (const index of this.#tiles.keys()) {
      if (this.#tiles.size <= KEPT) break;
      this.#tiles.delete(index);
    }
    const used = new Set([...this.#tiles.values()].map((tile) => (tile as Tile).source));
    for (const source of this.#sources) {
      if (used.has(source)) continue;
      source.close();
      this.#sources.delete(source);
    }
  }
}

// The honest map: light ground where the data carry what the cursor decodes, a veil where the decoder
// extrapolates. Of the very codes under the map's places, off-plane part included; asked for when what
// is held there has changed and the hand rests.

import { sameArray } from "../../arrays.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import type { Layout } from "./layout.ts";
import type { Rgb } from "./palette.ts";
import { Sheet } from "./sheet.ts";

/** Cells along the longer side; between them the browser blends. */
const CELLS = 60;
/** Beyond the points, as far as the data may carry what is decoded: there the veil must close softly. */
const MARGIN = 0.9;
/** Further out it is as at the edge, so many times as far on each side: as far as one may see. */
const BESIDE = 3;
const AROUND = 1 + 2 * BESIDE;
const REST = 220;

interface Shown {
  anchor: Float32Array;
  off: number;
  doubt: Float32Array;
  columns: number;
  rows: number;
}

export class Veil extends Sheet {
  readonly #store: SpaceStore;
  readonly #ground: () => Rgb;
  readonly #onChange: () => void;
  readonly #cleanups: Cleanup[];
  #layout: Layout | null = null;
  #shown: Shown | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  /** `ground`: the colour laid under the data; `onChange`: it has come, or has gone. */
  constructor(store: SpaceStore, ground: () => Rgb, onChange: () => void) {
    super("lw-map-veil");
    this.#store = store;
    this.#ground = ground;
    this.#onChange = onChange;
    this.#cleanups = [
      // A drag on the map leaves what is held there as it was.
      store.on("z", (origin) => origin !== "map" && this.#wait()),
      store.on("held", () => this.#wait()),
    ];
  }

  /** The ground's colour has changed. */
  repaint(): void {
    this.#paint();
  }

  /** The layout of the map shown; null while the points are those of another. */
  setLayout(layout: Layout | null): void {
    this.#layout = layout;
    this.#shown = null;
    this.hide();
    this.#onChange();
    this.#wait();
  }

  /** The doubt at a place in world units, as far as known. */
  doubtAt(x: number, y: number): number {
    const [shown, layout] = [this.#shown, this.#layout];
    if (!shown || !layout) return 0;
    const { left, top, right, bottom } = rectOf(layout);
    const cell = (share: number, n: number) => Math.min(n - 1, Math.max(0, Math.floor(share * n)));
    const column = cell((x - left) / (right - left), shown.columns);
    const row = cell((top - y) / (top - bottom), shown.rows);
    return shown.doubt[row * shown.columns + column] as number;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    for (const cleanup of this.#cleanups) cleanup();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#timer = setTimeout(() => void this.#ask(), REST);
  }

  async #ask(): Promise<void> {
    const { held, projection } = this.#store;
    const layout = this.#layout;
    if (layout?.dims !== 2 || layout.count === 0) return;
    const shown = this.#shown;
    if (shown?.off === held.off && sameArray(shown.anchor, held.anchor)) return;
    const abort = new AbortController();
    this.#asking = abort;
    const { points, columns, rows } = placesOf(layout);
    const asked = { points, projection: projection.key, ...held };
    try {
      const { doubt } = await this.#store.request("veil", asked, { signal: abort.signal });
      if (abort.signal.aborted) return;
      this.#shown = { ...held, doubt, columns, rows };
      this.#paint();
      this.#onChange();
    } catch {
      // Given up, or the kernel has gone: what is shown is still true of what it was asked for.
    }
  }

  #paint(): void {
    const [shown, layout] = [this.#shown, this.#layout];
    if (!shown || !layout) return;
    const { doubt, columns, rows } = shown;
    const colour = this.#ground();
    const [width, height] = [AROUND * columns, AROUND * rows];
    this.canvas.width = width;
    this.canvas.height = height;
    const image = new ImageData(width, height);
    const inside = (at: number, n: number) => Math.min(n - 1, Math.max(0, at - BESIDE * n));
    for (let i = 0; i < width * height; i++) {
      const cell = inside(Math.floor(i / width), rows) * columns + inside(i % width, columns);
      image.data[4 * i] = colour[0];
      image.data[4 * i + 1] = colour[1];
      image.data[4 * i + 2] = colour[2];
      image.data[4 * i + 3] = 255 * (1 - (doubt[cell] as number));
    }
    this.canvas.getContext("2d")?.putImageData(image, 0, 0);
    const { left, top, right, bottom } = rectOf(layout);
    const [x, y] = [BESIDE * (right - left), BESIDE * (top - bottom)];
    this.lay({ left: left - x, top: top + y, right: right + x, bottom: bottom - y });
  }
}

function rectOf({ extent }: Layout) {
  const [x, y] = [extent[0] + MARGIN, extent[1] + MARGIN];
  return { left: -x, right: x, top: y, bottom: -y };
}

/** The cells' middles, in the map's own units, row by row from the top. */
function placesOf(layout: Layout) {
  const { left, top, right, bottom } = rectOf(layout);
  const cell = Math.max(right - left, top - bottom) / CELLS;
  const columns = Math.ceil((right - left) / cell);
  const rows = Math.ceil((top - bottom) / cell);
  const points = new Float32Array(2 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = left + ((column + 0.5) / columns) * (right - left);
      const y = top - ((row + 0.5) / rows) * (top - bottom);
      points.set(layout.toData([x, y, 0]), 2 * (row * columns + column));
    }
  }
  return { points, columns, rows };
}

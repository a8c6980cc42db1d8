// The samples' pictures, cut from their sheets when they are asked for.

import type { Pixels } from "../protocol.ts";
import type { ExportedSamples } from "./data.ts";

export class Sheets {
  readonly #samples: ExportedSamples;
  readonly #sheets = new Map<number, Promise<ImageBitmap>>();

  constructor(samples: ExportedSamples) {
    this.#samples = samples;
  }

  get isEmpty(): boolean {
    return this.#samples.sheets.length === 0;
  }

  /** Sample `index`, or null where the page holds no pictures. */
  async picture(index: number): Promise<Pixels | null> {
    if (this.isEmpty) return null;
    const { width, height } = this.#samples;
    const context = canvas(width, height);
    await this.#draw(context, index, 0, 0, width, height);
    return read(context);
  }

  /** Tiles of `size` by `size`, each sample centred on transparency, row by row. */
  async atlas(indices: Uint32Array, columns: number, size: number): Promise<Pixels> {
    const { width, height } = this.#samples;
    const scale = size / Math.max(width, height);
    const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [
      number,
      number,
    ];
    const context = canvas(columns * size, Math.ceil(indices.length / columns) * size);
    // Enlarged, pixels stay pixels; shrunk, they are averaged.
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = "high";
    for (const [place, index] of indices.entries()) {
      const x = (place % columns) * size + Math.floor((size - w) / 2);
      const y = Math.floor(place / columns) * size + Math.floor((size - h) / 2);
      await this.#draw(context, index, x, y, w, h);
    }
    return read(context);
  }

  async #draw(
    context: OffscreenCanvasRenderingContext2D,
    index: number,
    x: number,
    y: number,
    w: number,
    h: number,
  ): Promise<void> {
    const { width, height, columns, per_sheet } = this.#samples;
    const sheet = await this.#sheet(Math.floor(index / per_sheet));
    const place = index % per_sheet;
    const left = (place % columns) * width;
    const top = Math.floor(place / columns) * height;
    context.drawImage(sheet, left, top, width, height, x, y, w, h);
  }

  #sheet(number: number): Promise<ImageBitmap> {
    const known = this.#sheets.get(number);
    if (known) return known;
    const bytes = this.#samples.sheets[number] as Uint8Array<ArrayBuffer>;
    const sheet = createImageBitmap(new Blob([bytes], { type: "image/png" }));
    this.#sheets.set(number, sheet);
    return sheet;
  }
}

function canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser draws no pictures");
  return context;
}

function read(context: OffscreenCanvasRenderingContext2D): Pixels {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  return { pixels: new Uint8Array(data.buffer), encoding: "rgba8", width, height, not_finite: 0 };
}

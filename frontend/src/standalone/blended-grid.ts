// Pictures between those of a grid: blended bilinearly from the four around.

import type { Pixels } from "../protocol.ts";
import type { Lattice } from "./data.ts";
import { cellOf, type Grid } from "./grid.ts";

type Context = OffscreenCanvasRenderingContext2D;

export class BlendedGrid implements Grid {
  readonly words: string;
  readonly #lattice: Lattice;
  readonly #pixels: Uint8Array;

  constructor(lattice: Lattice, pixels: Uint8Array) {
    const { columns, rows } = lattice;
    this.words = `A blend of ${columns}×${rows} pictures; the model is not in this page.`;
    this.#lattice = lattice;
    this.#pixels = pixels;
  }

  picture(point: readonly number[]): Pixels {
    const { width, height } = this.#lattice;
    return { pixels: this.#blend(point), encoding: "rgba8", width, height, not_finite: 0 };
  }

  tiles(points: readonly number[][], columns: number, size: number, square: boolean): Pixels {
    const { width, height } = this.#lattice;
    const scale = size / Math.max(width, height);
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    const [cellWidth, cellHeight] = square ? [size, size] : [w, h];
    const one = new OffscreenCanvas(width, height).getContext("2d") as Context;
    const rows = Math.ceil(points.length / columns);
    const sheet = new OffscreenCanvas(columns * cellWidth, rows * cellHeight);
    const context = sheet.getContext("2d") as Context;
    context.imageSmoothingEnabled = scale < 1;
    for (const [i, point] of points.entries()) {
      const pixels = new Uint8ClampedArray(this.#blend(point));
      one.putImageData(new ImageData(pixels, width, height), 0, 0);
      const x = (i % columns) * cellWidth + ((cellWidth - w) >> 1);
      const y = Math.floor(i / columns) * cellHeight + ((cellHeight - h) >> 1);
      context.drawImage(one.canvas, x, y, w, h);
    }
    const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
    return {
      pixels: new Uint8Array(data.buffer),
      encoding: "rgba8",
      width: sheet.width,
      height: sheet.height,
      not_finite: 0,
    };
  }

  /** Bilinear between the four pictures around `point`; at the edge beyond it. */
  #blend(point: readonly number[]): Uint8Array {
    const { columns, width, height } = this.#lattice;
    const pixels = this.#pixels;
    const { x, fx, y, fy } = cellOf(point, this.#lattice);
    const length = width * height * 4;
    const at = (column: number, row: number) => (row * columns + column) * length;
    const starts = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)] as const;
    const weights = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy] as const;
    const blended = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      blended[i] = Math.round(
        weights[0] * (pixels[starts[0] + i] as number) +
          weights[1] * (pixels[starts[1] + i] as number) +
          weights[2] * (pixels[starts[2] + i] as number) +
          weights[3] * (pixels[starts[3] + i] as number),
      );
    }
    return blended;
  }
}

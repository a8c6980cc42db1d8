// Where the model cannot run in a page: a blend of pictures decoded beforehand over the map's plane.

import { nearestCode } from "../geometry/nearest.ts";
import { type MapGeometry, planeGeometry } from "../geometry/plane.ts";
import type { Bookmark, Frame, MapProjection, Pixels } from "../protocol.ts";
import type { Wish } from "../runtimes/frames.ts";
import type { ExportData, Lattice } from "./data.ts";
import type { Decoding } from "./decoding.ts";

type Context = OffscreenCanvasRenderingContext2D;

export class LatticeDecoding implements Decoding {
  readonly #lattice: Lattice;
  readonly #codes: Float32Array;
  readonly #size: number;
  readonly #map: MapProjection;
  readonly #plane: MapGeometry;
  readonly #notice: string;

  constructor({ codes, maps, traits }: ExportData, lattice: Lattice) {
    const map = maps.find(({ method, dims }) => method === "pca" && dims === 2);
    if (!map?.plane) throw new Error("this page holds no plane for its pictures");
    this.#lattice = lattice;
    this.#codes = codes;
    this.#size = (traits.description as { latent_size: number }).latent_size;
    this.#map = map;
    this.#plane = planeGeometry(map.plane.center, map.plane.components, map.dims);
    this.#notice = blendWords(lattice);
  }

  /** The start of a page: its codes moved onto the plane, and the blend of the first one. */
  begin(traits: Record<string, unknown>): Record<string, unknown> {
    const z = this.shown(traits.z as Float32Array);
    const bookmarks = (traits.bookmarks as Bookmark[]).map((bookmark) => ({
      ...bookmark,
      z: this.shown(bookmark.z),
    }));
    return { ...traits, z, bookmarks, frame: this.#frame({ z, projection: this.#map.key }) };
  }

  async decode(wish: Wish): Promise<Frame> {
    return this.#frame(wish);
  }

  /** Of a code off the plane the nearest one on it: only there are pictures. */
  shown(z: Float32Array): Float32Array {
    return this.#plane.inverse(this.#plane.locate(z));
  }

  /** The blend at the wish's place on the plane; a code that is wished for lies there. */
  #frame(wish: Wish): Frame {
    const started = performance.now();
    const point = "point" in wish ? wish.point : this.#plane.locate(wish.z);
    const pixels = this.#blend(point);
    const { width, height } = this.#lattice;
    const ms = performance.now() - started;
    return {
      pixels,
      encoding: "rgba8",
      width,
      height,
      not_finite: 0,
      decode_ms: ms,
      total_ms: ms,
      device: "cpu",
      point,
      projection: this.#map.key,
      z: "z" in wish ? wish.z : this.#plane.inverse(point),
      notice: this.#notice,
    };
  }

  async nearest(z: Float32Array): Promise<{ index: number; distance: number }> {
    return nearestCode(this.#codes, this.#size, z);
  }

  async tiles(codes: Float32Array, columns: number, size: number, square: boolean) {
    const { width, height } = this.#lattice;
    const scale = size / Math.max(width, height);
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    const [cellWidth, cellHeight] = square ? [size, size] : [w, h];
    const n = codes.length / this.#size;
    const one = new OffscreenCanvas(width, height).getContext("2d") as Context;
    const sheet = new OffscreenCanvas(columns * cellWidth, Math.ceil(n / columns) * cellHeight);
    const context = sheet.getContext("2d") as Context;
    context.imageSmoothingEnabled = scale < 1;
    for (let i = 0; i < n; i++) {
      const code = codes.subarray(i * this.#size, (i + 1) * this.#size);
      const pixels = new Uint8ClampedArray(this.#blend(this.#plane.locate(code)));
      one.putImageData(new ImageData(pixels, width, height), 0, 0);
      const x = (i % columns) * cellWidth + ((cellWidth - w) >> 1);
      const y = Math.floor(i / columns) * cellHeight + ((cellHeight - h) >> 1);
      context.drawImage(one.canvas, x, y, w, h);
    }
    const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
    const picture: Pixels = {
      pixels: new Uint8Array(data.buffer),
      encoding: "rgba8",
      width: sheet.width,
      height: sheet.height,
      not_finite: 0,
    };
    return picture;
  }

  /** Bilinear between the four pictures around `point`; at the edge beyond it. */
  #blend(point: readonly number[]): Uint8Array {
    const { columns, rows, from, to, width, height, pixels } = this.#lattice;
    const [x, fx] = cell(point[0] as number, from[0], to[0], columns);
    const [y, fy] = cell(point[1] as number, from[1], to[1], rows);
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

/** What the page says of a blend. */
function blendWords({ columns, rows }: Lattice): string {
  return `A blend of ${columns}×${rows} pictures; the model is not in this page.`;
}

/** The grid cell of a coordinate, and how far into it. */
function cell(value: number, from: number, to: number, n: number): [number, number] {
  const place = Math.min(Math.max(((value - from) / (to - from)) * (n - 1), 0), n - 1);
  const index = Math.min(Math.floor(place), n - 2);
  return [index, place - index];
}

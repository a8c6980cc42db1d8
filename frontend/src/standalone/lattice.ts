// Where the model cannot run in the page: outputs decoded beforehand over the map's plane.

import { type MapGeometry, planeGeometry } from "../geometry/plane.ts";
import type { AtlasOptions } from "../pixels/atlas.ts";
import type { Bookmark, Description, Frame, MapProjection } from "../protocol.ts";
import type { Wish } from "../runtimes/frames.ts";
import { BlendedGrid } from "./blended-grid.ts";
import type { ExportData, Lattice } from "./data.ts";
import type { Decoding } from "./decoding.ts";
import type { Grid } from "./grid.ts";
import { NearestGrid } from "./nearest-grid.ts";

export class LatticeDecoding implements Decoding {
  readonly state: "blended" | "nearest";
  readonly #grid: Grid;
  readonly #size: number;
  readonly #map: MapProjection;
  readonly #plane: MapGeometry;

  constructor({ maps, traits }: ExportData, lattice: Lattice) {
    const map = maps.find(({ method, dims }) => method === "pca" && dims === 2);
    if (!map?.plane) throw new Error("this page holds no plane for its pictures");
    const { latent_size, modality } = traits.description as Description;
    this.state = lattice.values ? "nearest" : "blended";
    if (lattice.values) this.#grid = new NearestGrid(lattice, lattice.values, modality);
    else if (lattice.pixels) this.#grid = new BlendedGrid(lattice, lattice.pixels);
    else throw new Error("this page holds nothing decoded beforehand");
    this.#size = latent_size;
    this.#map = map;
    this.#plane = planeGeometry(map.plane.center, map.plane.components, map.dims);
  }

  /** The start of a page: its codes moved onto the plane, and what is shown of the first one. */
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

  /** What is shown at the wish's place on the plane; a code that is wished for lies there. */
  #frame(wish: Wish): Frame {
    const started = performance.now();
    const point = "point" in wish ? wish.point : this.#plane.locate(wish.z);
    const picture = this.#grid.picture(point);
    const ms = performance.now() - started;
    return {
      ...picture,
      decode_ms: ms,
      total_ms: ms,
      device: "cpu",
      point,
      projection: this.#map.key,
      z: "z" in wish ? wish.z : this.#plane.inverse(point),
      notice: this.#grid.words,
    };
  }

  async outputs(): Promise<Float32Array> {
    throw new Error("This page holds outputs decoded beforehand and no model: that needs Python.");
  }

  async tiles(codes: Float32Array, { columns, size, square }: AtlasOptions) {
    const points: number[][] = [];
    for (let start = 0; start < codes.length; start += this.#size) {
      points.push(this.#plane.locate(codes.subarray(start, start + this.#size)));
    }
    return this.#grid.tiles(points, columns, size, square);
  }
}

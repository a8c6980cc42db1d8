// Of outputs that cannot be blended the nearest of a grid: half of two texts is no text.

import { type Tiles, tilesOf } from "../miniatures/tiles.ts";
import { type Modality, notFinite, nounOf, shapeOf } from "../modalities/index.ts";
import type { Values } from "../protocol.ts";
import type { Lattice } from "./data.ts";
import { cellOf, type Grid } from "./grid.ts";

export class NearestGrid implements Grid {
  readonly words: string;
  readonly #lattice: Lattice;
  readonly #values: Float32Array;
  readonly #modality: Modality;
  readonly #length: number;

  constructor(lattice: Lattice, values: Float32Array, modality: Modality) {
    const many = `${lattice.columns}×${lattice.rows}`;
    const noun = nounOf(modality);
    this.words = `The nearest of ${many} points decoded beforehand; no ${noun} is made in this page.`;
    this.#lattice = lattice;
    this.#values = values;
    this.#modality = modality;
    this.#length = shapeOf(modality).reduce((product, extent) => product * extent, 1);
  }

  picture(point: readonly number[]): Values {
    const values = this.#nearest(point);
    return { values, not_finite: notFinite(values) };
  }

  tiles(points: readonly number[][], columns: number, size: number, square: boolean): Tiles {
    const outputOf = (i: number) => this.#nearest(points[i] as number[]);
    return tilesOf(points.length, outputOf, this.#modality, { columns, size, square });
  }

  #nearest(point: readonly number[]): Float32Array {
    const { x, fx, y, fy } = cellOf(point, this.#lattice);
    const row = y + (fy < 0.5 ? 0 : 1);
    const index = row * this.#lattice.columns + x + (fx < 0.5 ? 0 : 1);
    return this.#values.slice(index * this.#length, (index + 1) * this.#length);
  }
}

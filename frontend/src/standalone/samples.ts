// The samples as the page holds them: images on sheets, outputs of other kinds as their values.

import { type Tiles, tilesOf } from "../miniatures/tiles.ts";
import { type Modality, notFinite, shapeOf } from "../modalities/index.ts";
import type { Picture } from "../protocol.ts";
import type { ExportedSamples } from "./data.ts";
import { Sheets } from "./sheets.ts";

export class Samples {
  readonly #sheets: Sheets;
  readonly #values: Float32Array | null;
  readonly #modality: Modality;
  readonly #length: number;

  constructor(samples: ExportedSamples, modality: Modality) {
    this.#sheets = new Sheets(samples);
    this.#values = samples.values ?? null;
    this.#modality = modality;
    this.#length = shapeOf(modality).reduce((product, extent) => product * extent, 1);
  }

  /** Sample `index`, or null where the page does not hold it. */
  async picture(index: number): Promise<Picture | null> {
    if (!this.#values) return this.#sheets.picture(index);
    const values = this.#value(this.#values, index);
    return { values, not_finite: notFinite(values) };
  }

  /** Some of them, small; null where the page does not hold them. */
  async tiles(indices: Uint32Array, columns: number, size: number): Promise<Tiles | null> {
    const values = this.#values;
    if (!values) return this.#sheets.isEmpty ? null : this.#sheets.atlas(indices, columns, size);
    const outputOf = (i: number) => this.#value(values, indices[i] as number);
    const options = { columns, size, square: true };
    return tilesOf(indices.length, outputOf, this.#modality, options);
  }

  #value(values: Float32Array, index: number): Float32Array {
    return values.slice(index * this.#length, (index + 1) * this.#length);
  }
}

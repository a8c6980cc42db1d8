// Where the model does not run: the map, the samples and the first picture can still be looked at.

import { nearestCode } from "../geometry/nearest.ts";
import type { Tiles } from "../miniatures/tiles.ts";
import type { Frame } from "../protocol.ts";
import type { ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";

export class StillDecoding implements Decoding {
  readonly #codes: Float32Array;
  readonly #size: number;
  readonly #why: Error;

  constructor({ codes, traits }: ExportData, why: Error) {
    this.#codes = codes;
    this.#size = (traits.description as { latent_size: number }).latent_size;
    this.#why = why;
  }

  async decode(): Promise<Frame> {
    throw this.#why;
  }

  async nearest(z: Float32Array): Promise<{ index: number; distance: number }> {
    return nearestCode(this.#codes, this.#size, z);
  }

  async tiles(): Promise<Tiles> {
    throw this.#why;
  }

  async outputs(): Promise<Float32Array> {
    throw this.#why;
  }

  shown(z: Float32Array): Float32Array {
    return z;
  }
}

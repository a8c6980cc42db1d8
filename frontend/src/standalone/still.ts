// Where the model does not run: the map, the samples and the first picture can still be looked at.

import type { Tiles } from "../miniatures/tiles.ts";
import type { Frame } from "../protocol.ts";
import type { Decoding } from "./decoding.ts";

export class StillDecoding implements Decoding {
  readonly #why: Error;

  constructor(why: Error) {
    this.#why = why;
  }

  async decode(): Promise<Frame> {
    throw this.#why;
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

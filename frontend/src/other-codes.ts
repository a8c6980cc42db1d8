// Codes beside the current one: where places of the map lead, and what codes decode to, in the page where
// it decodes, else by the kernel.

import type { Channel } from "./channel.ts";
import { inverseOff } from "./geometry/off.ts";
import { planeGeometry } from "./geometry/plane.ts";
import { stripsOf } from "./miniatures/tiles.ts";
import type { Description, MapProjection, Strips } from "./protocol.ts";
import type { PageDecoding } from "./runtimes/page/none.ts";

interface OtherCodesOptions {
  description: Description;
  page: PageDecoding;
  request: Channel["request"];
  projection(): MapProjection;
  held(): { anchor: Float32Array; off: number };
}

export interface TileOptions {
  columns: number;
  size: number;
  square?: boolean;
  layers?: readonly number[];
  /** Without loss, where the kernel would send a large one with some. */
  exact?: boolean;
}

export class OtherCodes {
  readonly #options: OtherCodesOptions;

  constructor(options: OtherCodesOptions) {
    this.#options = options;
  }

  async at(points: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const { plane, dims, key } = this.#options.projection();
    const held = this.#options.held();
    if (!plane) {
      const asked = { points, projection: key, ...held };
      return (await this.#options.request("inverse", asked, signal ? { signal } : {})).codes;
    }
    const map = planeGeometry(plane.center, plane.components, dims);
    const size = this.#options.description.latent_size;
    const codes = new Float32Array((points.length / dims) * size);
    for (let i = 0; i < points.length / dims; i++) {
      const point = points.subarray(i * dims, (i + 1) * dims);
      codes.set(inverseOff(map, point, held.anchor, held.off), i * size);
    }
    return codes;
  }

  async tiles(codes: Float32Array, options: TileOptions, signal?: AbortSignal): Promise<Strips> {
    const { columns, size, square = false, exact = false, layers } = options;
    const asked = { columns, size, square, exact, ...(layers ? { layered: true } : {}) };
    const made = this.#options.page.tiles(codes.slice(), asked, signal);
    if (!made) {
      return this.#options.request("tiles", { codes, ...asked }, signal ? { signal } : {});
    }
    const { latent_size, modality } = this.#options.description;
    const each = layers?.reduce((all, extent) => all * extent, 1) ?? latent_size;
    const rows = Math.ceil(codes.length / each / columns);
    return stripsOf(await made, { columns, rows, size, square }, modality);
  }

  async outputs(codes: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const made = this.#options.page.outputs(codes.slice(), signal);
    if (made) return made;
    return (await this.#options.request("outputs", { codes }, signal ? { signal } : {})).values;
  }

  async layerStyles(codes: Float32Array): Promise<Float32Array> {
    const made = this.#options.page.styles(codes.slice());
    return made ?? (await this.#options.request("layer_styles", { codes })).codes;
  }
}

// Stands in for the kernel: answers what views ask from the page's own data and decoder.

import { nearestCodes } from "../geometry/nearest.ts";
import { placeAmong } from "../geometry/neighbours.ts";
import { Support } from "../geometry/support.ts";
import { stripsOf, type Tiles } from "../miniatures/tiles.ts";
import type {
  About,
  Asset,
  Description,
  MapProjection,
  NameEntry,
  Nearest,
  Payload,
  Picture,
  Pixels,
  Sample,
  Strips,
  Thumbnails,
} from "../protocol.ts";
import type { Wish } from "../runtimes/frames.ts";
import type { ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";
import { PageDiagnosis } from "./diagnosis.ts";
import { PageDirections } from "./directions.ts";
import { PageEditing } from "./editing.ts";
import { measureGap } from "./gap.ts";
import { HonestMap, type Places } from "./honest.ts";
import { PageKeeping } from "./keeping.ts";
import { OwnReader } from "./own-reader.ts";
import { PathAnswers } from "./paths.ts";
import { spreadOn } from "./posteriors.ts";
import { Samples } from "./samples.ts";

const CODES = "codes.f32";

export class StandInKernel {
  readonly #data: ExportData;
  readonly #decoding: Promise<Decoding>;
  readonly #read: (part: string) => Promise<ArrayBuffer>;
  readonly #samples: Samples;
  readonly #reader: OwnReader;
  readonly #paths: PathAnswers;
  readonly #description: Description;
  readonly #size: number;
  readonly directions: PageDirections;
  readonly #support: Support;
  readonly #honest: HonestMap;
  readonly diagnosis: PageDiagnosis;
  readonly editing: PageEditing;
  readonly keeping: PageKeeping;

  /** `read`: one part of the page, unpacked. */
  constructor(
    data: ExportData,
    decoding: Promise<Decoding>,
    read: (part: string) => Promise<ArrayBuffer>,
  ) {
    this.#data = data;
    this.#read = read;
    this.#decoding = decoding;
    this.#description = data.traits.description as Description;
    this.#size = this.#description.latent_size;
    this.directions = new PageDirections(data);
    this.#support = new Support(data.codes, this.#size, data.support);
    this.#paths = new PathAnswers(data, this.#support);
    this.#honest = new HonestMap(data, this.#size, this.#support);
    this.diagnosis = new PageDiagnosis(data);
    this.#reader = new OwnReader(data, read);
    this.editing = new PageEditing(data, decoding, this.#reader);
    this.keeping = new PageKeeping(this.directions, this.editing);
    this.#samples = new Samples(data.samples, this.#description.modality);
  }

  /**
   * Answers a request, which `signal` gives up; `onProgress` hears how far it is.
   */
  async answer(
    payload: Payload,
    signal: AbortSignal,
    onProgress: (progress: unknown) => void = () => {},
  ): Promise<unknown> {
    const z = payload.z as Float32Array;
    switch (payload.kind) {
      case "decode":
        return (await this.#decoding).decode(payload as unknown as Wish, signal);
      case "about":
        return this.#about(z);
      case "sample":
        return this.#sample(payload.index as number);
      case "thumbnails":
        return this.#thumbnails(payload.indices as Uint32Array, payload.size as number, signal);
      case "tiles":
        return this.#tiles(payload.codes as Float32Array, payload, signal);
      case "random":
        return { z: (await this.#decoding).shown(this.#random()) };
      case "project":
        return this.#map(payload.method as string, payload.dims as number);
      case "locate":
        return this.#locate(payload.codes as Float32Array, payload.projection as string);
      case "path":
        return this.#paths.find(
          payload.anchors as Float32Array,
          payload.path as string,
          await this.#decoding,
          { signal, onProgress },
        );
      case "curves":
        return this.#paths.curves(payload.codes as Float32Array, await this.#decoding, signal);
      case "outputs":
        return {
          values: await (await this.#decoding).outputs(payload.codes as Float32Array, signal),
        };
      case "identity":
        return this.#data.identity;
      case "colour":
        return this.#colour(payload.name as string);
      case "mean":
        return { z: this.#mean(payload.indices as Uint32Array) };
      case "disentanglement":
      case "factor_scatter":
      case "importances":
      case "name_dimension":
        return this.diagnosis.answer(payload);
      case "style_groups":
        return this.#data.style_groups;
      case "layer_styles":
        return { codes: await this.#layerStyles(payload.codes as Float32Array) };
      case "nearest":
        return this.#nearest(z, payload.k as number, payload.left_out as Uint32Array | undefined);
      case "names":
        return { entries: this.#names() };
      case "asset":
        return { data: await this.#asset(payload.name as string) };
      case "cancel":
        return {};
      case "inverse":
        return { codes: this.#honest.inverse(payload as unknown as Places) };
      case "veil":
        return { doubt: await this.#honest.veil(payload as unknown as Places, signal) };
      case "support":
        return { ...this.#data.support, codes: this.#codes };
      case "gap":
        return measureGap(z, this.#data, await this.#decoding, this.#reader);
      case "gaps":
        return this.#data.gaps;
      case "spread":
        return spreadOn(this.#data, payload.projection as string, payload.indices as Uint32Array);
      case "line":
        return { address: null };
      default:
        if (this.keeping.answers(payload.kind)) return this.keeping.answer(payload.file);
        if (this.editing.answers(payload.kind)) return this.editing.answer(payload, signal);
        if (this.directions.answers(payload.kind)) return this.directions.answer(payload);
        throw new Error(`this page cannot do that without Python (${payload.kind})`);
    }
  }

  async #layerStyles(codes: Float32Array): Promise<Float32Array> {
    const { styles } = await this.#decoding;
    if (!styles) throw new Error("this page holds no layers with styles of their own");
    return styles(codes);
  }

  #code(index: number): Float32Array {
    return this.#data.codes.slice(index * this.#size, (index + 1) * this.#size);
  }

  #nearest(z: Float32Array, k: number, leftOut?: Uint32Array): Nearest {
    const out = new Set(leftOut ?? []);
    const found = nearestCodes(this.#data.codes, this.#size, z, k + out.size);
    const kept = Array.from(found.indices.keys())
      .filter((i) => !out.has(found.indices[i] as number))
      .slice(0, k);
    return {
      indices: Uint32Array.from(kept, (i) => found.indices[i] as number),
      distances: Float32Array.from(kept, (i) => Math.sqrt(found.squared[i] as number)),
    };
  }

  #mean(indices: Uint32Array): Float32Array {
    const sum = new Float64Array(this.#size);
    for (const index of indices) {
      for (const [d, value] of this.#code(index).entries()) sum[d] = (sum[d] as number) + value;
    }
    return Float32Array.from(sum, (value) => value / indices.length);
  }

  async #about(z: Float32Array): Promise<About> {
    const { index, distance, ...reading } = this.#support.read(z);
    const picture = (await this.#samples.picture(index)) ?? (await this.#decoded(index));
    return { ...reading, nearest: { index, distance, picture } };
  }

  async #sample(index: number): Promise<Sample> {
    const { labels, attributes } = this.#data.samples;
    const z = (await this.#decoding).shown(this.#code(index));
    return {
      index,
      z,
      label: labels?.[index] ?? null,
      picture: await this.#samples.picture(index),
      reconstruction: this.#description.can_encode ? await this.#decoded(index) : null,
      attributes: attributes.map(([name, texts]) => [name, texts[index] ?? "missing"]),
    };
  }

  async #thumbnails(indices: Uint32Array, size: number, signal: AbortSignal): Promise<Thumbnails> {
    const columns = Math.ceil(Math.sqrt(indices.length));
    const kept = await this.#samples.tiles(indices, columns, size);
    if (kept) return thumbnails(kept, columns, size);
    const codes = new Float32Array(indices.length * this.#size);
    for (const [row, index] of indices.entries()) codes.set(this.#code(index), row * this.#size);
    const decoded = await (await this.#decoding).tiles(
      codes,
      { columns, size, square: true },
      signal,
    );
    return thumbnails(decoded, columns, size);
  }

  /** A row at a time: the outputs of all at once could take much memory. */
  async #tiles(codes: Float32Array, asked: Payload, signal: AbortSignal): Promise<Strips> {
    const decoding = await this.#decoding;
    const [columns, size] = [asked.columns as number, asked.size as number];
    const square = asked.square === true;
    const rows: Tiles[] = [];
    const layers = asked.layered === true ? this.#data.style_groups.layers : null;
    const step = columns * (layers ? layers[0] * layers[1] : this.#size);
    for (let start = 0; start < codes.length; start += step) {
      const some = codes.slice(start, start + step);
      const shape = { columns, size, square, layered: Boolean(layers) };
      rows.push(await decoding.tiles(some, shape, signal));
    }
    const grid = { columns, rows: rows.length, size, square };
    return stripsOf(stacked(rows), grid, this.#description.modality);
  }

  #random(): Float32Array {
    const { prior } = this.#description;
    if (prior === null) {
      return this.#code(Math.floor(Math.random() * (this.#data.codes.length / this.#size)));
    }
    const draw = prior === "normal" ? gaussian : () => 2 * Math.random() - 1;
    return Float32Array.from({ length: this.#size }, draw);
  }

  #map(method: string, dims: number): MapProjection {
    const found = this.#data.maps.find((map) => map.method === method && map.dims === dims);
    if (found) return found;
    const held = this.#data.maps.map((map) => `${map.title} in ${map.dims} dimensions`).join(", ");
    throw new Error(`this page was saved without that map; it holds ${held}`);
  }

  /** As an asset. */
  get #codes(): Asset {
    return { name: CODES, key: "", size: this.#data.codes.byteLength };
  }

  async #asset(name: string): Promise<Uint8Array> {
    if (name === CODES) return new Uint8Array(this.#data.codes.slice().buffer);
    if (name !== this.#description.sound?.name) throw new Error(`this page holds no file ${name}`);
    return new Uint8Array(await this.#read("sound"));
  }

  /** On maps without a plane, which the page reads itself, codes lie among their nearest. */
  #locate(codes: Float32Array, key: string): { points: Float32Array } {
    const map = this.#data.maps.find((each) => each.key === key);
    if (!map) throw new Error("this page holds no such map");
    const { coordinates, dims } = map;
    const n = codes.length / this.#size;
    const points = new Float32Array(n * dims);
    for (let i = 0; i < n; i++) {
      const z = codes.subarray(i * this.#size, (i + 1) * this.#size);
      points.set(placeAmong(this.#data.codes, coordinates, z, dims), i * dims);
    }
    return { points };
  }

  /** With the directions of now. */
  #names(): NameEntry[] {
    const means = this.#data.names.filter(({ kind }) => kind !== "direction");
    return [...this.directions.names, ...means];
  }

  #colour(name: string): unknown {
    const found = this.#data.colours.find((colour) => colour.name === name);
    if (!found) throw new Error(`this page holds no colour ${name}`);
    return found;
  }

  /** Sample `index`'s code decoded; null where that cannot be, which the frames say. */
  async #decoded(index: number): Promise<Picture | null> {
    const map = this.#data.maps[0] as MapProjection;
    const decoding = await this.#decoding;
    const z = decoding.shown(this.#code(index));
    return decoding.decode({ z, projection: map.key }).catch(() => null);
  }
}

function thumbnails(tiles: Tiles, columns: number, size: number): Thumbnails {
  if ("texts" in tiles) return { texts: tiles.texts, columns, size };
  return { atlas: tiles, columns, size };
}

/** Rows of tiles of one size, one under the other. */
function stacked(rows: readonly Tiles[]): Tiles {
  const [first] = rows;
  if (!first || "texts" in first) {
    return { texts: rows.flatMap((row) => ("texts" in row ? row.texts : [])) };
  }
  const pixels = new Uint8Array(rows.length * first.pixels.length);
  for (const [row, tiles] of rows.entries()) {
    pixels.set((tiles as Pixels).pixels, row * first.pixels.length);
  }
  return { ...first, pixels, height: rows.length * first.height };
}

/** From the standard normal distribution, by Box and Muller's transform. */
function gaussian(): number {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return radius * Math.cos(2 * Math.PI * Math.random());
}

// What decodes in an exported page: the model itself, or what was decoded beforehand.

import type { Tiles } from "../miniatures/tiles.ts";
import type { Frame } from "../protocol.ts";
import type { Wish } from "../runtimes/frames.ts";
import { PageDecoder } from "../runtimes/page/decoder.ts";
import type { ExportData } from "./data.ts";

export interface Decoding {
  decode(wish: Wish): Promise<Frame>;
  /** The pictures of flat `codes` as tiles of one, or their texts. */
  tiles(
    codes: Float32Array,
    columns: number,
    size: number,
    square: boolean,
    layered?: boolean,
  ): Promise<Tiles>;
  /** The style of each layer that flat `codes` come to; not there of what has none. */
  styles?(codes: Float32Array): Promise<Float32Array>;
  /** The model's canonical outputs of flat `codes`, one after another. */
  outputs(codes: Float32Array): Promise<Float32Array>;
  /** The code whose picture is shown for `z`. */
  shown(z: Float32Array): Float32Array;
}

const NEVER = new AbortController().signal;

/** Starts the model in a worker, and brings it the codes and the maps of the page. */
export async function startModel(
  data: ExportData & { model: NonNullable<ExportData["model"]> },
  script: Uint8Array,
  wasm: Uint8Array,
): Promise<[Decoding, number]> {
  const { decoder: model, ...sheet } = data.model;
  // The model's bytes are handed over: a copy, since the data are one buffer.
  const decoder = await PageDecoder.open({ script, wasm, model: model.slice() }, sheet);
  await decoder.setCodes(data.codes.slice());
  await decoder.setSupport(data.support);
  for (const map of data.maps) await decoder.addMap(map);
  const decoding: Decoding = {
    decode: (wish) => decoder.decode(wish, NEVER),
    tiles: (codes, columns, size, square, layered = false) =>
      decoder.tiles(codes, { columns, size, square, layered }),
    ...(data.model.layers ? { styles: (codes) => decoder.styles(codes) } : {}),
    outputs: (codes) => decoder.outputs(codes),
    shown: (z) => z,
  };
  return [decoding, decoder.parity];
}

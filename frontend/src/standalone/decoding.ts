// What decodes in an exported page: the model itself, or what was decoded beforehand.

import type { Tiles } from "../miniatures/tiles.ts";
import type { AtlasOptions } from "../pixels/atlas.ts";
import type { Frame } from "../protocol.ts";
import type { Wish } from "../runtimes/frames.ts";
import { PageDecoder } from "../runtimes/page/decoder.ts";
import { relativeError } from "../runtimes/page/parity.ts";
import type { Encoded } from "../worker/messages.ts";
import type { Encoding, ExportData } from "./data.ts";
import { fromPlanes } from "./planes.ts";

export interface Decoding {
  decode(wish: Wish, signal?: AbortSignal): Promise<Frame>;
  /** The pictures of flat `codes` as tiles of one, or their texts. */
  tiles(
    codes: Float32Array,
    options: AtlasOptions & { layered?: boolean },
    signal?: AbortSignal,
  ): Promise<Tiles>;
  /** The style of each layer that flat `codes` come to; not there of what has none. */
  styles?(codes: Float32Array): Promise<Float32Array>;
  /** The model's canonical outputs of flat `codes`, one after another. */
  outputs(codes: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
  /** The posterior of one sample, as the encoder takes it; not there of a page without one. */
  encode?(sample: Float32Array): Promise<Encoded>;
  /** The code whose picture is shown for `z`. */
  shown(z: Float32Array): Float32Array;
}

/** Starts the model in a worker, and brings it the codes and the maps of the page. */
export async function startModel(
  data: ExportData & { model: NonNullable<ExportData["model"]> },
  script: Uint8Array,
  wasm: Uint8Array,
): Promise<[Decoding, number]> {
  const { decoder: model, ...sheet } = data.model;
  const decoder = await PageDecoder.open({ script, wasm, model: fromPlanes(model) }, sheet);
  await decoder.setCodes(data.codes.slice());
  await decoder.setSupport(data.support);
  for (const map of data.maps) await decoder.addMap(map);
  const decoding: Decoding = {
    decode: (wish, signal) => decoder.decode(wish, signal),
    tiles: (codes, options, signal) => decoder.tiles(codes, options, signal),
    ...(data.model.layers ? { styles: (codes) => decoder.styles(codes) } : {}),
    outputs: (codes, signal) => decoder.outputs(codes, signal),
    ...(data.encoding ? { encode: encoderOf(decoder, data.encoding) } : {}),
    shown: (z) => z,
  };
  return [decoding, decoder.parity];
}

/** Started, and compared with the model, when the first sample comes. */
function encoderOf(decoder: PageDecoder, encoding: Encoding) {
  let started: Promise<void> | undefined;
  const start = async () => {
    await decoder.setEncoder(fromPlanes(encoding.encoder), encoding.shape);
    const { probe, tolerance } = encoding;
    const { mean, logVariance } = await decoder.encode(probe.samples);
    const none = new Float32Array();
    const error = Math.max(
      relativeError(mean, probe.mean),
      relativeError(logVariance ?? none, probe.log_variance ?? none),
    );
    if (error <= tolerance) return;
    throw new Error(
      `In this browser the encoder differs from the model by ${error.toExponential(1)}, and ` +
        `${tolerance.toExponential(0)} is allowed: open the space in a notebook, lw.SampleEditor(space).`,
    );
  };
  return async (sample: Float32Array): Promise<Encoded> => {
    started ??= start();
    await started;
    return decoder.encode(sample);
  };
}

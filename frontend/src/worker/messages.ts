// What the page asks of its decoding worker; arrays are handed over, not copied.

import type { Reading, SupportTable } from "../geometry/support.ts";
import type { Tiles } from "../miniatures/tiles.ts";
import type { RawModality } from "../modalities/index.ts";
import type { Picture } from "../protocol.ts";

export interface StartMessage {
  kind: "start";
  wasm: Uint8Array;
  model: Uint8Array;
  latentShape: number[];
  modality: RawModality;
  /** Whether a batch may hold more than one code. */
  batched: boolean;
  /** As of `ModelSheet`. */
  layers: readonly [number, number] | null;
  takes: Takes;
}

/** After the start: what encodes samples of `shape`, one at a time. */
export interface EncoderMessage {
  kind: "encoder";
  model: Uint8Array;
  shape: number[];
}

/** A sample's posterior; where the encoder tells none, its code alone. */
export interface Encoded {
  mean: Float32Array;
  logVariance: Float32Array | null;
}

/** What codes are given to: of a style-based generator `layers` takes a style for each layer. */
export type Takes = "codes" | "layers";

/** A map: its plane, or the place of each of the codes given. */
export type MapMessage =
  | { kind: "map"; key: string; dims: number; center: Float32Array; components: Float32Array }
  | { kind: "map"; key: string; dims: number; coordinates: Float32Array };

export type WorkerRequest =
  | StartMessage
  | EncoderMessage
  | MapMessage
  | { kind: "codes"; codes: Float32Array }
  | { kind: "decode"; z: Float32Array; map: string }
  | { kind: "decode-point"; point: number[]; map: string; anchor: Float32Array; off: number }
  /** After the codes: from then on decoded codes are measured by them. */
  | { kind: "support"; table: SupportTable }
  | { kind: "encode"; sample: Float32Array }
  | { kind: "outputs"; codes: Float32Array }
  | { kind: "canonical"; codes: Float32Array }
  | { kind: "styles"; codes: Float32Array }
  | {
      kind: "tiles";
      codes: Float32Array;
      columns: number;
      size: number;
      square: boolean;
      /** Whether they are a style for each layer, in a space whose codes are not. */
      layered?: boolean;
    };

/** Without an answer: the question of that number is waited for no more. */
export interface CancelMessage {
  kind: "cancel";
  target: number;
}

export type Decoded = Picture & {
  z: Float32Array;
  point: number[];
  decodeMs: number;
  reading?: Reading;
};

export interface WorkerResults {
  start: null;
  map: null;
  codes: null;
  support: null;
  encoder: null;
  encode: Encoded;
  decode: Decoded;
  "decode-point": Decoded;
  /** Raw, as the model gives them. */
  outputs: Float32Array;
  /** One after another. */
  canonical: Float32Array;
  tiles: Tiles;
  /** A style for each layer, which each code comes to. */
  styles: Float32Array;
}

export type WorkerAnswer =
  | { id: number; ok: true; result: unknown }
  | { id: number; ok: false; error: string };

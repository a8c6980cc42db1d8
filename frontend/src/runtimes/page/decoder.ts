// Decoding in the page: the exported model in a worker, and the maps whose points it may be asked for.

import type { SupportTable } from "../../geometry/support.ts";
import type { AtlasOptions } from "../../pixels/atlas.ts";
import type { Frame, MapProjection, ModelSheet } from "../../protocol.ts";
import type { Decoded, Encoded, WorkerResults } from "../../worker/messages.ts";
import type { Decoder, Wish } from "../frames.ts";
import { measureParity } from "./parity.ts";
import { DecodingWorker } from "./worker.ts";

/** What is loaded for it: the worker's script, the wasm of ONNX Runtime, the model. */
export interface PageFiles {
  script: Uint8Array;
  wasm: Uint8Array;
  model: Uint8Array;
}

/** When it ends: by `signal`, at once; by itself, which `onLost` hears. */
export interface Life {
  signal?: AbortSignal;
  onLost?: (error: Error) => void;
}

export class PageDecoder implements Decoder {
  readonly runtime = "page";
  readonly engine: "wasm" | "webgpu";
  readonly #worker: DecodingWorker;
  readonly #maps = new Set<string>();
  /** The largest relative difference from the model, as measured in this page. */
  parity = 0;
  /** Median milliseconds of one decode, as measured at the start. */
  decodeMs = 0;

  private constructor(worker: DecodingWorker, { engine }: ModelSheet) {
    this.#worker = worker;
    this.engine = engine ?? "wasm";
  }

  /** Starts it and compares it with the model; throws where it cannot run or differs. */
  static async open(files: PageFiles, sheet: ModelSheet, life: Life = {}): Promise<PageDecoder> {
    life.signal?.throwIfAborted();
    const worker = new DecodingWorker(files.script as Uint8Array<ArrayBuffer>, life.onLost);
    const decoder = new PageDecoder(worker, sheet);
    life.signal?.addEventListener("abort", () => decoder.dispose(), { once: true });
    try {
      const { wasm, model } = files;
      const { latent_shape: latentShape, modality, batched } = sheet;
      const { layers = null, takes = "codes" } = sheet;
      const shapes = { latentShape, modality, batched, layers, takes };
      const start = { kind: "start", wasm, model, ...shapes } as const;
      await decoder.#worker.ask(start, [wasm, model]);
      const measured = await measureParity(decoder.#worker, sheet);
      Object.assign(decoder, measured);
    } catch (error) {
      decoder.dispose();
      throw error;
    }
    return decoder;
  }

  serves(wish: Wish): boolean {
    return this.#worker.works && this.#maps.has(wish.projection);
  }

  /** The codes of the data: a map without a plane needs them first. */
  async setCodes(codes: Float32Array): Promise<void> {
    await this.#worker.ask({ kind: "codes", codes }, [codes]);
  }

  /** What codes are measured by; after the codes. */
  async setSupport(table: SupportTable): Promise<void> {
    await this.#worker.ask({ kind: "support", table });
  }

  async addMap({ key, dims, plane, coordinates }: MapProjection): Promise<void> {
    if (this.#maps.has(key)) return;
    const places = plane ?? { coordinates };
    await this.#worker.ask({ kind: "map", key, dims, ...places });
    this.#maps.add(key);
  }

  async decode(wish: Wish, signal?: AbortSignal): Promise<Frame> {
    const asked = performance.now();
    const map = wish.projection;
    const decoded = await ("z" in wish
      ? this.#worker.ask({ kind: "decode", z: wish.z, map }, [], signal)
      : this.#worker.ask({ ...wish, kind: "decode-point", map }, [], signal));
    return this.#frame(decoded, map, performance.now() - asked);
  }

  /** Decodes flat `codes` to the tiles of one picture, or to their texts. */
  tiles(
    codes: Float32Array,
    options: AtlasOptions & { layered?: boolean },
    signal?: AbortSignal,
  ): Promise<WorkerResults["tiles"]> {
    return this.#worker.ask({ kind: "tiles", codes, ...options }, [], signal);
  }

  /** A style for each layer that flat `codes` come to, of a model with layers. */
  styles(codes: Float32Array): Promise<Float32Array> {
    return this.#worker.ask({ kind: "styles", codes });
  }

  /** Decodes flat `codes` to canonical outputs, one after another. */
  outputs(codes: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    return this.#worker.ask({ kind: "canonical", codes }, [], signal);
  }

  /** What encodes samples of `shape` from now on. */
  async setEncoder(model: Uint8Array, shape: number[]): Promise<void> {
    await this.#worker.ask({ kind: "encoder", model, shape }, [model]);
  }

  /** The posterior of one sample, as the encoder takes it. */
  encode(sample: Float32Array): Promise<Encoded> {
    return this.#worker.ask({ kind: "encode", sample });
  }

  dispose(): void {
    this.#worker.dispose();
  }

  #frame({ decodeMs, ...decoded }: Decoded, projection: string, totalMs: number): Frame {
    return {
      ...decoded,
      decode_ms: decodeMs,
      total_ms: totalMs,
      device: this.engine === "webgpu" ? "webgpu" : "cpu",
      projection,
      notice: null,
    };
  }
}

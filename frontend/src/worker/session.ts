// The decoder as ONNX Runtime runs it: plain wasm, one thread (more need an isolated page), or
// WebGPU in the second build of this worker, whose import the build turns to that package.

import * as ort from "onnxruntime-web/wasm";
import type { StartMessage } from "./messages.ts";

/** Set by the build. */
declare const ENGINE: "wasm" | "webgpu";

export class DecoderSession {
  readonly #session: ort.InferenceSession;
  readonly #shape: readonly number[];
  readonly #batched: boolean;

  private constructor(session: ort.InferenceSession, shape: readonly number[], batched: boolean) {
    this.#session = session;
    this.#shape = shape;
    this.#batched = batched;
  }

  static async open(message: StartMessage): Promise<DecoderSession> {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = message.wasm.buffer as ArrayBuffer;
    ort.env.logLevel = "error";
    const session = await ort.InferenceSession.create(message.model, {
      executionProviders: [ENGINE],
    });
    return new DecoderSession(session, message.latentShape, message.batched);
  }

  /** Raw outputs of flat `codes`, one after the other. */
  async run(codes: Float32Array): Promise<Float32Array> {
    const size = this.#shape.reduce((product, extent) => product * extent, 1);
    const n = codes.length / size;
    if (n === 1 || this.#batched) return this.#runBatch(codes, n);
    const outputs: Float32Array[] = [];
    for (let row = 0; row < n; row++) {
      outputs.push(await this.#runBatch(codes.slice(row * size, (row + 1) * size), 1));
    }
    const each = outputs[0]?.length ?? 0;
    const all = new Float32Array(n * each);
    for (const [row, output] of outputs.entries()) all.set(output, row * each);
    return all;
  }

  async #runBatch(codes: Float32Array, n: number): Promise<Float32Array> {
    const tensor = new ort.Tensor("float32", codes, [n, ...this.#shape]);
    const { output } = await this.#session.run({ codes: tensor });
    return output?.data as Float32Array;
  }
}

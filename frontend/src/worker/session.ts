// The decoder as ONNX Runtime runs it: plain wasm, one thread (more need an isolated page), or
// WebGPU in the second build of this worker, whose import the build turns to that package.

import * as ort from "onnxruntime-web/wasm";
import type { StartMessage, Takes } from "./messages.ts";

/** Set by the build. */
declare const ENGINE: "wasm" | "webgpu";

type Output = "output" | "styles";

export class DecoderSession {
  readonly #session: ort.InferenceSession;
  readonly #batched: boolean;
  readonly #layers: readonly number[] | null;
  readonly #codeShape: readonly number[];

  private constructor(session: ort.InferenceSession, message: StartMessage) {
    this.#session = session;
    this.#batched = message.batched;
    this.#layers = message.layers;
    this.#codeShape = message.takes === "codes" ? message.latentShape : codeShapeOf(session);
  }

  static async open(message: StartMessage): Promise<DecoderSession> {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = message.wasm.buffer as ArrayBuffer;
    ort.env.logLevel = "error";
    const session = await ort.InferenceSession.create(message.model, {
      executionProviders: [ENGINE],
    });
    return new DecoderSession(session, message);
  }

  /** How many numbers a code is. */
  sizeOf(takes: Takes): number {
    return product(takes === "layers" ? (this.#layers ?? []) : this.#codeShape);
  }

  /** Raw outputs of flat `codes`, or the styles that they come to, one after the other. */
  async run(codes: Float32Array, takes: Takes, output: Output = "output"): Promise<Float32Array> {
    const size = this.sizeOf(takes);
    const n = codes.length / size;
    if (n === 1 || this.#batched) return this.#runBatch(codes, n, takes, output);
    const outputs: Float32Array[] = [];
    for (let row = 0; row < n; row++) {
      const code = codes.slice(row * size, (row + 1) * size);
      outputs.push(await this.#runBatch(code, 1, takes, output));
    }
    const each = outputs[0]?.length ?? 0;
    const all = new Float32Array(n * each);
    for (const [row, made] of outputs.entries()) all.set(made, row * each);
    return all;
  }

  async #runBatch(
    codes: Float32Array,
    n: number,
    takes: Takes,
    output: Output,
  ): Promise<Float32Array> {
    const tensor = (numbers: Float32Array, shape: readonly number[]) =>
      new ort.Tensor("float32", numbers, [n, ...shape]);
    const layers = this.#layers;
    const feeds: Record<string, ort.Tensor> = {};
    if (takes === "layers" && layers) {
      feeds.layers = tensor(codes, layers);
      feeds.codes = tensor(new Float32Array(n * this.sizeOf("codes")), this.#codeShape);
    } else {
      feeds.codes = tensor(codes, this.#codeShape);
      // Of a layer that is given no style it is the code's.
      if (layers) feeds.layers = tensor(new Float32Array(n * product(layers)).fill(NaN), layers);
    }
    const made = await this.#session.run(feeds, [output]);
    return made[output]?.data as Float32Array;
  }
}

/** As the graph says it, of a row. */
function codeShapeOf(session: ort.InferenceSession): number[] {
  const input = session.inputMetadata.find(({ name }) => name === "codes");
  return input?.isTensor ? input.shape.slice(1).map(Number) : [];
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, extent) => all * extent, 1);
}

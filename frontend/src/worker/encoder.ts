// The encoder as ONNX Runtime runs it: one sample at a time, which is all that a page places.

import * as ort from "onnxruntime-web/wasm";
import type { Encoded, EncoderMessage } from "./messages.ts";

export class EncoderSession {
  readonly #session: ort.InferenceSession;
  readonly #shape: readonly number[];

  private constructor(session: ort.InferenceSession, shape: readonly number[]) {
    this.#session = session;
    this.#shape = shape;
  }

  /** After a decoder, which brings the runtime. */
  static async open({ model, shape }: EncoderMessage): Promise<EncoderSession> {
    const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
    return new EncoderSession(session, shape);
  }

  async run(sample: Float32Array): Promise<Encoded> {
    const samples = new ort.Tensor("float32", sample, [1, ...this.#shape]);
    const made = await this.#session.run({ samples });
    const mean = (made.mean as ort.Tensor).data as Float32Array;
    return { mean, logVariance: (made.log_variance?.data as Float32Array | undefined) ?? null };
  }
}

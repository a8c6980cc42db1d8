// The codes of the data and what a code is measured by: brought from the kernel once a space, by
// whichever first needs them.

import type { Asking } from "../channel.ts";
import { once } from "../once.ts";
import type { Asset } from "../protocol.ts";
import { loadOwn } from "./page/assets.ts";

/** Bytes of codes that are brought to a page, and of which each is measured in a frame. */
export const MOST_READ = 8 * 2 ** 20;

export class DataCodes {
  readonly #kernel: Asking;
  #brought: Promise<Float32Array> | null = null;
  /** The table of `Support`, and where the codes are to be had. */
  readonly table = once(() => this.#kernel.request("support", {}));

  constructor(kernel: Asking) {
    this.#kernel = kernel;
  }

  /** The codes, flat, one after another: for all who ask, not to be changed or handed over. */
  bring(asset: Asset): Promise<Float32Array> {
    this.#brought ??= loadOwn(this.#kernel, asset).then(
      (bytes) => new Float32Array(bytes.buffer),
      (error: Error) => {
        this.#brought = null; // tried again when they are next asked for
        throw error;
      },
    );
    return this.#brought;
  }
}

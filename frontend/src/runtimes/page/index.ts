// The page runtime of one space: brings what it takes, and takes over from the kernel when it is ready.

import type { Channel } from "../../channel.ts";
import type { Frame, MapProjection, PageModel } from "../../protocol.ts";
import type { PageStatus } from "../../status.ts";
import type { Decoder, Wish } from "../frames.ts";
import { gunzip, loadOwn, loadShared } from "./assets.ts";
import { PageDecoder } from "./decoder.ts";

/** How the user wants pictures decoded; `auto` takes the faster. */
export type RuntimeChoice = "auto" | "page" | "kernel";

// The kernel keeps a model that takes the page longer than this, where the kernel is faster.
const SLOW_MS = 16;

export class PageRuntime implements Decoder {
  readonly runtime = "page";
  readonly #channel: Channel;
  readonly #choice: RuntimeChoice;
  readonly #onStatus: (status: PageStatus) => void;
  #projection: MapProjection;
  #model: PageModel | null = null;
  #decoder: PageDecoder | null = null;
  #codes: Promise<void> | null = null;
  #disposed = false;

  constructor(
    channel: Channel,
    choice: RuntimeChoice,
    projection: MapProjection,
    onStatus: (status: PageStatus) => void,
  ) {
    this.#channel = channel;
    this.#choice = choice;
    this.#projection = projection;
    this.#onStatus = onStatus;
  }

  /** Prepares it, while the kernel decodes; `kernelMs` tells how long that takes by then. */
  async start(kernelMs: () => number | null): Promise<void> {
    if (this.#choice === "kernel") return;
    this.#onStatus({ state: "preparing" });
    try {
      const model = await this.#channel.request("page_model", {});
      const [script, wasm, bytes] = await Promise.all([
        loadShared(this.#channel, model.worker),
        loadShared(this.#channel, model.wasm).then(gunzip),
        loadOwn(this.#channel, model.decoder),
      ]);
      if (this.#disposed) return;
      const decoder = await PageDecoder.open({ script, wasm, model: bytes }, model);
      if (this.#disposed || !this.#isWorth(decoder, kernelMs())) return decoder.dispose();
      this.#model = model;
      this.#decoder = decoder;
      await this.setProjection(this.#projection);
      this.#onStatus({ state: "ready", parity: decoder.parity, tolerance: model.parity.tolerance });
    } catch (error) {
      this.#refuse(error instanceof Error ? error.message : String(error));
    }
  }

  /** Brings the map shown to the worker: points on it are then found in the page. */
  async setProjection(projection: MapProjection): Promise<void> {
    this.#projection = projection;
    const decoder = this.#decoder;
    if (!decoder || !this.#model) return;
    if (decoder.needsCodes(projection)) {
      if (!this.#model.codes) return; // too many for the page: points on this map go by the kernel
      this.#codes ??= this.#bringCodes(decoder, this.#model.codes);
      await this.#codes;
    }
    await decoder.addMap(projection);
  }

  serves(wish: Wish): boolean {
    return this.#decoder?.serves(wish) ?? false;
  }

  async decode(wish: Wish, signal: AbortSignal): Promise<Frame> {
    const decoder = this.#decoder;
    if (!decoder) throw new Error("the page has no decoder");
    try {
      return await decoder.decode(wish, signal);
    } catch (error) {
      if (!signal.aborted) this.#giveUp(decoder, error as Error);
      throw error;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#decoder?.dispose();
    this.#decoder = null;
  }

  async #bringCodes(decoder: PageDecoder, asset: NonNullable<PageModel["codes"]>): Promise<void> {
    const bytes = await loadOwn(this.#channel, asset);
    await decoder.setCodes(new Float32Array(bytes.buffer));
  }

  #isWorth(decoder: PageDecoder, kernelMs: number | null): boolean {
    const { decodeMs } = decoder;
    if (this.#choice === "page" || kernelMs === null) return true;
    if (decodeMs <= SLOW_MS || decodeMs <= kernelMs) return true;
    const [here, there] = [Math.round(decodeMs), Math.round(kernelMs)];
    this.#refuse(`the kernel is faster: ${there} ms a picture against ${here} ms in the page`);
    return false;
  }

  #giveUp(decoder: PageDecoder, error: Error): void {
    decoder.dispose();
    if (this.#decoder === decoder) this.#decoder = null;
    this.#refuse(error.message);
  }

  #refuse(reason: string): void {
    if (!this.#disposed) this.#onStatus({ state: "refused", reason });
  }
}

// The page runtime of one space: brings what it takes, and takes over from the kernel when it is ready.

import type { Asking } from "../../channel.ts";
import type { Tiles } from "../../miniatures/tiles.ts";
import type { AtlasOptions } from "../../pixels/atlas.ts";
import type { Asset, Frame, MapProjection, PageModel } from "../../protocol.ts";
import type { PageStatus } from "../../status.ts";
import { type DataCodes, MOST_READ } from "../codes.ts";
import type { Decoder, Wish } from "../frames.ts";
import { gunzip, loadOwn, loadShared } from "./assets.ts";
import { PageDecoder } from "./decoder.ts";

/** How the user wants pictures decoded; `auto` takes the faster. */
export type RuntimeChoice = "auto" | "page" | "webgpu" | "kernel";

// The kernel keeps a model that takes the page longer than this, where the kernel is faster.
const SLOW_MS = 16;

export class PageRuntime implements Decoder {
  readonly runtime = "page";
  readonly #kernel: Asking;
  readonly #data: DataCodes;
  readonly #choice: RuntimeChoice;
  readonly #onStatus: (status: PageStatus) => void;
  #projection: MapProjection;
  #model: PageModel | null = null;
  #decoder: PageDecoder | null = null;
  #codes: Promise<void> | null = null;
  readonly #end = new AbortController();

  constructor(
    kernel: Asking,
    data: DataCodes,
    choice: RuntimeChoice,
    projection: MapProjection,
    onStatus: (status: PageStatus) => void,
  ) {
    this.#kernel = kernel;
    this.#data = data;
    this.#choice = choice;
    this.#projection = projection;
    this.#onStatus = onStatus;
  }

  /** Prepares it, while the kernel decodes; `kernelMs` tells how long that takes by then. */
  async start(kernelMs: () => number | null): Promise<void> {
    if (this.#choice === "kernel") return;
    this.#onStatus({ state: "preparing" });
    try {
      const gpu = this.#choice === "webgpu" && (await hasWebGpu());
      const engine = gpu ? "webgpu" : "wasm";
      const model = await this.#kernel.request("page_model", { engine });
      const [script, wasm, bytes, probe] = await Promise.all([
        loadShared(this.#kernel, model.worker),
        loadShared(this.#kernel, model.wasm).then(gunzip),
        loadOwn(this.#kernel, model.decoder),
        loadOwn(this.#kernel, model.probe),
      ]);
      const files = { script, wasm, model: bytes };
      const sheet = { ...model, engine, probe: readProbe(probe, model) } as const;
      const life = { signal: this.#end.signal, onLost: (error: Error) => this.#giveUp(error) };
      const decoder = await PageDecoder.open(files, sheet, life);
      const slow = this.#reasonAgainst(decoder, kernelMs());
      if (slow) {
        decoder.dispose();
        throw new Error(slow);
      }
      this.#model = model;
      this.#decoder = decoder;
    } catch (error) {
      return this.#refuse(error as Error);
    }
    await this.setProjection(this.#projection);
    await this.#bringSupport();
  }

  /** So that each frame tells where it lies among the data; of more codes the page's own thread does. */
  async #bringSupport(): Promise<void> {
    const [decoder, codes] = [this.#decoder, this.#model?.codes];
    if (!decoder || !codes || codes.size > MOST_READ) return;
    try {
      const table = await this.#data.table();
      this.#codes ??= this.#bringCodes(decoder, codes);
      await this.#codes;
      await decoder.setSupport(table);
    } catch {
      // The kernel has gone: what it would say is said where it is asked.
    }
  }

  /**
   * Brings the map shown to the worker: points on it are then found in the page. Where they cannot
   * be, the kernel decodes while this map is shown.
   */
  async setProjection(projection: MapProjection): Promise<void> {
    this.#projection = projection;
    const [decoder, model] = [this.#decoder, this.#model];
    if (!decoder || !model) return;
    const isCurrent = () => this.#decoder === decoder && this.#projection === projection;
    try {
      await this.#bringMap(decoder, model, projection);
      const { tolerance } = model.parity;
      const { parity, engine } = decoder;
      const missed = this.#choice === "webgpu" && engine !== "webgpu" ? { missed: true } : {};
      if (isCurrent()) this.#onStatus({ state: "ready", parity, tolerance, ...missed });
    } catch (error) {
      if (isCurrent()) this.#refuse(error as Error);
    }
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
      if (!signal.aborted) this.#giveUp(error as Error);
      throw error;
    }
  }

  /** The pictures of flat `codes` as tiles; null where the page does not decode. */
  tiles(
    codes: Float32Array,
    options: AtlasOptions & { layered?: boolean },
    signal?: AbortSignal,
  ): Promise<Tiles> | null {
    return this.#decoder?.tiles(codes, options, signal) ?? null;
  }

  /** A style for each layer that flat `codes` come to; null where the page does not decode. */
  styles(codes: Float32Array): Promise<Float32Array> | null {
    return this.#decoder?.styles(codes) ?? null;
  }

  /** The canonical outputs of flat `codes`; null where the page does not decode. */
  outputs(codes: Float32Array, signal?: AbortSignal): Promise<Float32Array> | null {
    return this.#decoder?.outputs(codes, signal) ?? null;
  }

  dispose(): void {
    this.#end.abort(); // and with it the worker, in the midst of its start too
    this.#decoder = null;
  }

  async #bringMap(decoder: PageDecoder, model: PageModel, map: MapProjection): Promise<void> {
    if (!map.plane) {
      if (!model.codes) throw new Error("this map needs the codes of the data, which are too many");
      this.#codes ??= this.#bringCodes(decoder, model.codes);
      await this.#codes;
    }
    await decoder.addMap(map);
  }

  async #bringCodes(decoder: PageDecoder, asset: Asset): Promise<void> {
    try {
      const codes = await this.#data.bring(asset);
      await decoder.setCodes(codes.slice()); // handed over
    } catch (error) {
      this.#codes = null; // tried again with the next map
      throw error;
    }
  }

  /** Why the kernel keeps the model, though the page can decode it. */
  #reasonAgainst({ decodeMs }: PageDecoder, kernelMs: number | null): string | null {
    if (this.#choice !== "auto" || kernelMs === null) return null;
    if (decodeMs <= SLOW_MS || decodeMs <= kernelMs) return null;
    const [here, there] = [Math.round(decodeMs), Math.round(kernelMs)];
    return `the kernel is faster: ${there} ms a picture against ${here} ms in the page`;
  }

  #giveUp(error: Error): void {
    if (!this.#decoder) return;
    this.#decoder.dispose();
    this.#decoder = null;
    this.#refuse(error);
  }

  #refuse({ message: reason }: Error): void {
    if (!this.#end.signal.aborted) this.#onStatus({ state: "refused", reason });
  }
}

/** Whether this page may use a graphics card by WebGPU; a page on plain http may not. */
async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return (await gpu?.requestAdapter().catch(() => null)) != null;
}

/** The codes, one after the other, then what the model gives for each. */
function readProbe(bytes: Uint8Array, { latent_shape, parity }: PageModel) {
  const numbers = new Float32Array(bytes.buffer);
  const n = parity.batches.reduce((sum, batch) => sum + batch, 0);
  const split = latent_shape.reduce((product, extent) => product * extent, n);
  return { codes: numbers.subarray(0, split), outputs: numbers.subarray(split) };
}

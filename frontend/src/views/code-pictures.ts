// What codes decode to, small: each decoded once, many in one go.

import { h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Strips } from "../protocol.ts";
import { bitmapFrom } from "../renderers/image.ts";
import type { SpaceStore } from "../store.ts";

type Picture = ImageBitmap | string;

/** As many as the kernel decodes in one answer. */
const MOST = 256;

export class CodePictures {
  readonly #store: SpaceStore;
  readonly #size: number;
  readonly #known = new WeakMap<Float32Array, Picture>();
  readonly #waiting = new Map<Float32Array, Set<HTMLElement>>();
  readonly #end = new AbortController();
  #asking = false;

  /** `size`: of each, in pixels of the page. */
  constructor(store: SpaceStore, size: number) {
    this.#store = store;
    this.#size = size;
  }

  /** An element that shows `z`, now or when it is decoded; empty where it cannot be. */
  make(z: Float32Array): HTMLElement {
    const isText = this.#store.description.modality.kind === "text";
    const name = isText ? "lw-code-text" : "lw-code-picture";
    const element = h(isText ? "span" : "canvas", name, { "aria-hidden": "true", dir: "auto" });
    const known = this.#known.get(z);
    if (known !== undefined) this.#show(element, known);
    else this.#wait(z, element);
    return element;
  }

  dispose: Cleanup = () => {
    this.#end.abort();
    this.#waiting.clear();
  };

  #wait(z: Float32Array, element: HTMLElement): void {
    const elements = this.#waiting.get(z) ?? new Set();
    this.#waiting.set(z, elements.add(element));
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    while (this.#waiting.size && !this.#end.signal.aborted) {
      const batch = [...this.#waiting].slice(0, MOST);
      for (const [z] of batch) this.#waiting.delete(z);
      try {
        const pictures = await this.#decode(batch.map(([z]) => z));
        for (const [i, [z, elements]] of batch.entries()) {
          const picture = pictures[i] as Picture;
          this.#known.set(z, picture);
          for (const element of elements) this.#show(element, picture);
        }
      } catch {
        // The kernel is gone or the model fails, which the views say; a place stays empty.
      }
    }
    this.#asking = false;
  }

  async #decode(batch: Float32Array[]): Promise<Picture[]> {
    const { latent_size } = this.#store.description;
    const codes = new Float32Array(batch.length * latent_size);
    for (const [i, z] of batch.entries()) codes.set(z, i * latent_size);
    const size = this.#size * Math.min(2, Math.ceil(devicePixelRatio));
    const columns = Math.ceil(Math.sqrt(batch.length));
    const options = { columns, size, square: true };
    const strips = await this.#store.tiles(codes, options, { signal: this.#end.signal });
    if ("texts" in strips) return strips.texts;
    return cut(strips, batch.length);
  }

  #show(element: HTMLElement, picture: Picture): void {
    if (typeof picture === "string") element.textContent = picture;
    else if (element instanceof HTMLCanvasElement) {
      element.width = picture.width;
      element.height = picture.height;
      element.getContext("2d")?.drawImage(picture, 0, 0);
    }
    element.dataset.shown = "true";
  }
}

async function cut(strips: Extract<Strips, { atlas: unknown }>, n: number): Promise<ImageBitmap[]> {
  const { columns, size } = strips;
  const sheet = await bitmapFrom(strips.atlas);
  const tile = (i: number) =>
    createImageBitmap(sheet, (i % columns) * size, Math.floor(i / columns) * size, size, size);
  return Promise.all(Array.from({ length: n }, (_, i) => tile(i))).finally(() => sheet.close());
}

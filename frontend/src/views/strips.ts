// Fills the visible sliders' tracks with what they do, while the hand rests.

import type { Cleanup } from "../emitter.ts";
import { tileAspect } from "../miniatures/index.ts";
import { bitmapFrom } from "../renderers/image.ts";
import type { SpaceStore } from "../store.ts";
import type { Slider } from "./slider.ts";

const REST_MS = 250;
/** So long they leave the machine to the page's own runtime, which prepares and then draws them. */
const PREPARING_MS = 3000;
const ROWS = 16;
const STEPS = 15;
const TRACK_HEIGHT = 38;

export class StripFiller {
  readonly #store: SpaceStore;
  readonly #onSee: (slider: Slider) => void;
  readonly #visible = new Set<Slider>();
  readonly #byElement = new Map<Element, Slider>();
  readonly #observer: IntersectionObserver;
  readonly #cleanups: Cleanup[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;
  #isPreparing: boolean;

  /** `onSee` is told of each slider that comes into sight. */
  constructor(store: SpaceStore, onSee: (slider: Slider) => void) {
    this.#store = store;
    this.#onSee = onSee;
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), {
      rootMargin: "100px",
    });
    this.#isPreparing = store.status.page.state === "preparing";
    this.#cleanups = [
      store.on("z", () => this.#schedule()),
      store.on("status", ({ page }) => this.#followPage(page.state === "preparing")),
    ];
  }

  /** The sliders in sight. */
  get visible(): Iterable<Slider> {
    return this.#visible;
  }

  watch(slider: Slider): void {
    this.#byElement.set(slider.element, slider);
    this.#observer.observe(slider.element);
  }

  forget(slider: Slider): void {
    this.#byElement.delete(slider.element);
    this.#visible.delete(slider);
    this.#observer.unobserve(slider.element);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#stop();
    for (const cleanup of this.#cleanups) cleanup();
  }

  #see(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const slider = this.#byElement.get(target);
      if (!slider) continue;
      if (!isIntersecting) this.#visible.delete(slider);
      else {
        this.#visible.add(slider);
        this.#onSee(slider);
      }
    }
    this.#schedule();
  }

  #followPage(isPreparing: boolean): void {
    if (this.#isPreparing === isPreparing) return;
    this.#isPreparing = isPreparing;
    this.#schedule();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  #schedule(): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.#fill(), this.#isPreparing ? PREPARING_MS : REST_MS);
  }

  async #fill(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const { z } = this.#store;
    const stale = [...this.#visible].filter((slider) => !slider.isFresh(z));
    try {
      for (let start = 0; start < stale.length; start += ROWS) {
        await this.#request(stale.slice(start, start + ROWS), z, abort.signal);
        if (abort.signal.aborted) return;
      }
    } catch {
      // Without a strip the slider works as before; a kernel that stopped is said elsewhere.
    }
  }

  async #request(sliders: Slider[], z: Float32Array, signal: AbortSignal): Promise<void> {
    const { modality } = this.#store.description;
    const track = sliders[0]?.element.clientWidth ?? 0;
    const tiles = track / (TRACK_HEIGHT * tileAspect(modality));
    const steps = modality.kind === "text" ? STEPS : Math.round(tiles);
    const columns = Math.min(STEPS, Math.max(3, steps));
    const strips = await this.#store.tiles(
      this.#codes(sliders, z, columns),
      { columns, size: TRACK_HEIGHT * Math.min(2, Math.ceil(devicePixelRatio)) },
      { signal },
    );
    if (signal.aborted) return;
    if ("texts" in strips) {
      const { texts, columns } = strips;
      for (const [row, slider] of sliders.entries()) {
        slider.showTexts(texts.slice(row * columns, (row + 1) * columns), track, z);
      }
      return;
    }
    const atlas = await bitmapFrom(strips.atlas);
    if (!signal.aborted) {
      // Pictures part themselves; of lines one would not see where one tile ends.
      const bounds = modality.kind === "image" ? null : strips.columns;
      for (const [row, slider] of sliders.entries()) {
        slider.showStrip(atlas, { row, rows: strips.rows, bounds }, z);
      }
    }
    atlas.close();
  }

  /** For each slider a row of codes from its low end to its high one. */
  #codes(sliders: Slider[], z: Float32Array, columns: number): Float32Array {
    const { low, high } = this.#store.sliders;
    const codes = new Float32Array(sliders.length * columns * z.length);
    for (const [row, { dimension }] of sliders.entries()) {
      const [from, to] = [low[dimension] as number, high[dimension] as number];
      for (let column = 0; column < columns; column++) {
        const start = (row * columns + column) * z.length;
        codes.set(z, start);
        codes[start + dimension] = from + ((to - from) * column) / (columns - 1);
      }
    }
    return codes;
  }
}

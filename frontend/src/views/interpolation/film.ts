// The film of what lies along the way, with the scrubber on it.

import { h } from "../../dom.ts";
import { tileAspect } from "../../miniatures/index.ts";
import type { SpaceStore } from "../../store.ts";
import { percent } from "../../words.ts";
import { followEarly } from "../early.ts";
import { listenToRange } from "../range.ts";
import { createTileStrip } from "../tile-strip.ts";

const HEIGHT = 64;
const STEPS = 400;
const TEXTS = 15;
const FEWEST = 3;
const MOST = 40;

export interface FilmEvents {
  onMove(position: number): void;
  onRelease(): void;
}

export class Film {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly #store: SpaceStore;
  readonly #strip;
  #abort: AbortController | null = null;

  constructor(store: SpaceStore, events: FilmEvents) {
    this.#store = store;
    this.#strip = createTileStrip(store, { height: HEIGHT, label: "What lies along the way" });
    this.input = h("input", "lw-range", {
      type: "range",
      min: 0,
      max: 1,
      step: 1 / STEPS,
      value: 0,
      "aria-label": "Position on the way",
    });
    this.element = h("div", "lw-film", {}, this.#strip.element, this.input);
    listenToRange(this.input, events);
    followEarly(this.input, () => store.isQuick);
  }

  /** How many tiles fit. */
  get tiles(): number {
    const { modality } = this.#store.description;
    if (modality.kind === "text") return TEXTS;
    const fitting = Math.round(this.element.clientWidth / (HEIGHT * tileAspect(modality)));
    return Math.min(MOST, Math.max(FEWEST, fitting));
  }

  /** Decodes `codes` and shows them; what was there stays until then. */
  async show(codes: Float32Array): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await this.#strip.show(codes, { signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  }

  setPosition(position: number): void {
    this.input.value = String(position);
    this.input.setAttribute("aria-valuetext", `${percent(position)} of the way`);
  }

  enable(on: boolean): void {
    this.input.disabled = !on;
    this.element.classList.toggle("lw-off", !on);
  }

  dispose(): void {
    this.#abort?.abort();
  }
}

// The bank of sliders: by measured effect, the most useful eight first, dead dimensions folded.

import { button, eachFrame, h, setText } from "../dom.ts";
import { nounOf } from "../modalities/index.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../store.ts";
import { count } from "../words.ts";
import { followEarly } from "./early.ts";
import { Slider, type SliderEvents } from "./slider.ts";
import { StripFiller } from "./strips.ts";

const PAGE = 8;
/** Milliseconds of building in one frame: half of it, so that the page stays alive. */
const BUDGET_MS = 8;

export const createSliders: ViewFactory = (store, element) => {
  const view = new SliderBank(store);
  element.append(view.element);
  return () => view.dispose();
};

class SliderBank {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #strips: StripFiller;
  readonly #bank = h("div", "lw-bank");
  readonly #deadBank = h("div", "lw-bank");
  readonly #dead: HTMLElement;
  readonly #hint = h("span", "lw-soft lw-hint");
  readonly #more: HTMLButtonElement;
  readonly #all: HTMLButtonElement;
  readonly #fewer: HTMLButtonElement;
  readonly #deadButton: HTMLButtonElement;
  readonly #events: SliderEvents;
  readonly #update = eachFrame(() => this.#showValues());
  readonly #build = eachFrame(() => this.#buildChunk());
  readonly #cleanups: Cleanup[];
  #sliders = new Map<number, Slider>();
  #wanted = PAGE;
  #deadOpen = false;
  #disposed = false;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#strips = new StripFiller(store, (slider) => this.#showValue(slider));
    this.#events = {
      onMove: (dimension, value) => this.#move(dimension, value),
      onRelease: () => {
        store.settle();
        this.#rebuildIfLate();
      },
      onReset: (dimension) => {
        this.#move(dimension, store.sliders.mean[dimension] ?? 0);
        store.settle();
      },
    };
    const noun = nounOf(store.description.modality);
    this.#more = button("8 more", () => this.#want(this.#wanted + PAGE));
    this.#all = button("All", () => this.#want(Number.POSITIVE_INFINITY));
    this.#fewer = button("Fewer", () => this.#want(PAGE));
    this.#deadButton = button("dead", () => this.#toggleDead(), { "aria-expanded": "false" });
    this.#dead = h(
      "div",
      "lw-dead",
      { hidden: true },
      h("p", "lw-soft", {}, `Dead dimensions: moving them does not change the ${noun}.`),
      this.#deadBank,
    );
    this.element = h(
      "section",
      "lw-sliders",
      { "aria-label": "Dimensions" },
      h(
        "div",
        "lw-bar",
        {},
        h("h3", "lw-title", {}, "Dimensions"),
        this.#hint,
        h("span", "lw-grow"),
        button("Random", () => this.#random(), { title: "A code drawn from the prior" }),
        button("Reset", () => this.#reset(), { title: "The mean of the data" }),
        this.#more,
        this.#all,
        this.#fewer,
        this.#deadButton,
      ),
      this.#bank,
      this.#dead,
    );
    this.#cleanups = [
      store.on("z", () => this.#update.ask()),
      store.on("sliders", () => this.#rebuild()),
      store.on("dimension", ({ dimension, from }) => this.#goTo(dimension, from)),
      store.on("dimension-names", (names) => {
        for (const [dimension, slider] of this.#sliders) slider.call(names.get(dimension));
      }),
    ];
    this.#rebuild();
  }

  dispose(): void {
    this.#disposed = true;
    this.#update.stop();
    this.#build.stop();
    this.#strips.dispose();
    for (const cleanup of this.#cleanups) cleanup();
    this.element.remove();
  }

  // -- which sliders are there ---------------------------------------------------------------

  get #living(): number[] {
    const { order, dead } = this.#store.sliders;
    return [...order].filter((dimension) => !dead[dimension]);
  }

  get #dying(): number[] {
    const { order, dead } = this.#store.sliders;
    return [...order].filter((dimension) => dead[dimension]);
  }

  /** New figures, a new order; not under a hand that drags, which comes back when it lets go. */
  #rebuild(): void {
    this.#late = this.element.querySelector("input:active") !== null;
    if (this.#late) return;
    const focused = document.activeElement;
    const held = [...this.#sliders.values()].find(({ input }) => input === focused)?.dimension;
    for (const slider of this.#sliders.values()) this.#strips.forget(slider);
    this.#sliders = new Map();
    this.#bank.replaceChildren();
    this.#deadBank.replaceChildren();
    this.#buildChunk();
    if (held !== undefined) this.#sliders.get(held)?.input.focus();
  }

  #late = false;

  #rebuildIfLate(): void {
    // The input is still active while it reports its change.
    if (this.#late) setTimeout(() => !this.#disposed && this.#rebuild());
  }

  #want(n: number): void {
    this.#wanted = Math.min(n, Math.ceil(this.#living.length / PAGE) * PAGE);
    const kept = new Set(this.#living.slice(0, this.#wanted));
    for (const [dimension, slider] of this.#sliders) {
      if (kept.has(dimension) || slider.element.parentElement === this.#deadBank) continue;
      this.#strips.forget(slider);
      slider.element.remove();
      this.#sliders.delete(dimension);
    }
    this.#buildChunk();
  }

  #toggleDead(): void {
    this.#deadOpen = !this.#deadOpen;
    this.#dead.hidden = !this.#deadOpen;
    this.#deadButton.setAttribute("aria-expanded", String(this.#deadOpen));
    this.#buildChunk();
  }

  /** Shows the slider of a dimension and gives it the focus, for a view without sliders beside it too. */
  #goTo(dimension: number, from: Element): void {
    const isBeside = from.closest(".lw-root")?.contains(this.element);
    if (!isBeside && from.closest(".lw-root")?.querySelector(".lw-sliders")) return;
    const place = this.#living.indexOf(dimension);
    if (place < 0 && !this.#deadOpen) this.#toggleDead();
    this.#going = dimension;
    this.#want(Math.max(this.#wanted, Math.ceil((place + 1) / PAGE) * PAGE));
  }

  /** The slider to go to, once it is built. */
  #going: number | null = null;

  /** Builds what is wanted and not there, some of it now and the rest in the frames to come. */
  #buildChunk(): void {
    const living = this.#living;
    const dying = this.#dying;
    const started = performance.now();
    const build = (dimension: number, bank: HTMLElement) => {
      if (this.#sliders.has(dimension)) return true;
      if (performance.now() - started > BUDGET_MS) return false;
      const slider = new Slider(
        dimension,
        this.#store.sliders,
        this.#events,
        this.#store.dimensionNames.get(dimension),
      );
      followEarly(slider.input, () => this.#store.isQuick);
      this.#showValue(slider);
      this.#sliders.set(dimension, slider);
      bank.append(slider.element);
      this.#strips.watch(slider);
      return true;
    };
    const done =
      living.slice(0, this.#wanted).every((dimension) => build(dimension, this.#bank)) &&
      (!this.#deadOpen || dying.every((dimension) => build(dimension, this.#deadBank)));
    if (!done) this.#build.ask();
    const going = this.#going === null ? undefined : this.#sliders.get(this.#going);
    if (going) {
      this.#going = null;
      going.input.focus();
      going.element.scrollIntoView({ block: "nearest" });
    }
    this.#showButtons(living.length, dying.length);
  }

  #showButtons(living: number, dying: number): void {
    const hidden = Math.max(0, living - this.#wanted);
    this.#more.hidden = hidden === 0;
    setText(this.#more, `${Math.min(PAGE, hidden)} more`);
    this.#all.hidden = hidden <= PAGE;
    setText(this.#all, `All ${living}`);
    this.#fewer.hidden = this.#wanted <= PAGE || living <= PAGE;
    this.#deadButton.hidden = dying === 0;
    setText(this.#deadButton, `${dying} dead`);
    const noun = nounOf(this.#store.description.modality);
    this.#deadButton.title = `${count(dying, "dimension")} without effect on the ${noun}`;
    setText(
      this.#hint,
      this.#store.sliders.ready
        ? "most useful first · each track shows what it does"
        : "measuring what each one does …",
    );
  }

  // -- values --------------------------------------------------------------------------------

  #showValues(): void {
    for (const slider of this.#strips.visible) this.#showValue(slider);
  }

  #showValue(slider: Slider): void {
    slider.show(this.#store.z[slider.dimension] ?? 0);
  }

  #move(dimension: number, value: number): void {
    const z = this.#store.z.slice();
    z[dimension] = value;
    this.#store.setZ(z, "slider");
  }

  #reset(): void {
    this.#store.setZ(this.#store.sliders.mean, "reset");
    this.#store.settle();
  }

  #random(): void {
    this.#store
      .request("random", {})
      .then(({ z }) => {
        if (this.#disposed) return;
        this.#store.setZ(z, "random");
        this.#store.settle();
      })
      .catch((error: Error) => this.#store.fail(error));
  }
}

// A row of outputs for each dimension; what a dimension moves, and which ones move a place.

import { button, h, setText } from "../../dom.ts";
import { nounOf } from "../../modalities/index.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../../store.ts";
import { themeOf } from "../../theme.ts";
import { traversalCodes } from "../disentanglement/cell.ts";
import { tileElements } from "../tiles.ts";
import type { Tool } from "../tools.ts";
import { difference, meanOf } from "./fields.ts";
import { createMoverList, type MoverList } from "./mover-list.ts";
import { livingOf, MoverMeter, whyNoMovers } from "./movers.ts";
import { joined, outputsOf } from "./outputs.ts";
import { createPlaceMap } from "./place.ts";
import { placeName } from "./place-names.ts";
import { textCells } from "./text-cells.ts";

const PAGE = 8;
const STEPS = 9;
const SIZE = 48;
const REST_MS = 250;

export const createTraversal: ViewFactory = (store, element) => {
  const view = new TraversalView(store);
  element.append(view.element);
  return () => view.dispose();
};

export const TRAVERSAL: Tool = {
  id: "traversal",
  title: "Traverse",
  hint: "What each dimension does, where, and which dimensions move a place",
  create: createTraversal,
  refusal: whyNoMovers,
};

class TraversalView {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #grid = h("div", "lw-trav-grid");
  readonly #map;
  readonly #title = h("h4", "lw-trav-title");
  readonly #meter: MoverMeter;
  readonly #list: MoverList;
  readonly #more = button("8 more", () => {
    this.#wanted += PAGE;
    this.#build();
  });
  readonly #cleanups: Cleanup[];
  #rows: { dimension: number; name: HTMLButtonElement; cells: HTMLButtonElement[] }[] = [];
  #wanted = PAGE;
  #chosen = -1;
  #place: [number, number] | null = null;
  /** Of the field. */
  #columns = 1;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#grid.dataset.kind = store.description.modality.kind;
    this.#meter = new MoverMeter(store);
    this.#list = createMoverList(store, {
      onGo: (dimension) => this.#show(dimension),
      onMeasureAll: () => {
        this.#meter.all = true;
        this.#meter.forget();
        void this.#point();
      },
    });
    this.#map = createPlaceMap((row, column) => {
      this.#place = [row, column];
      void this.#point();
    });
    const panel = h("div", "lw-trav-panel", {}, this.#title, this.#map.element, this.#list.element);
    const left = h("div", "lw-trav-left", {}, this.#grid, this.#more);
    this.element = h("section", "lw-trav", { "aria-label": "Traversals" }, left, panel);
    this.#cleanups = [
      store.on("z", () => this.#later()),
      store.on("sliders", () => this.#build()),
      store.on("dimension-names", () => this.#retitle()),
    ];
    this.#grid.addEventListener("keydown", (event) => this.#walk(event));
    this.#build();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    for (const cleanup of this.#cleanups) cleanup();
    this.element.remove();
  }

  #build(): void {
    const living = livingOf(this.#store);
    const dims = living.slice(0, this.#wanted);
    this.#more.hidden = living.length <= this.#wanted;
    if (!dims.includes(this.#chosen)) this.#chosen = dims[0] as number;
    this.#rows = dims.map((dimension) => ({
      dimension,
      name: button("", () => this.#choose(dimension), {}, "lw-trav-row-name"),
      cells: Array.from({ length: STEPS }, (_, step) =>
        button("", () => this.#go(dimension, step), { tabindex: -1 }, "lw-trav-cell"),
      ),
    }));
    const first = this.#rows[0]?.cells[0];
    if (first) first.tabIndex = 0;
    this.#grid.replaceChildren(
      ...this.#rows.map(({ name, cells }) => h("div", "lw-trav-row", {}, name, ...cells)),
    );
    this.#retitle();
    void this.#fill();
  }

  #retitle(): void {
    for (const { dimension, name, cells } of this.#rows) {
      const title = this.#store.dimensionTitle(dimension);
      setText(name, title);
      name.title = `Where ${title} moves the ${nounOf(this.#store.description.modality)}`;
      name.setAttribute("aria-pressed", String(dimension === this.#chosen));
      for (const [step, cell] of cells.entries()) {
        cell.setAttribute("aria-label", `${title}, step ${step + 1} of ${STEPS}`);
      }
    }
    setText(this.#title, `What ${this.#store.dimensionTitle(this.#chosen)} moves`);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#timer = setTimeout(() => void this.#fill(), REST_MS);
  }

  async #fill(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#meter.forget();
    const store = this.#store;
    const rows = this.#rows;
    try {
      for (let start = 0; start < rows.length; start += PAGE) {
        const some = rows.slice(start, start + PAGE);
        const codes = joined(some.map(({ dimension }) => traversalCodes(store, dimension, STEPS)));
        const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
        const strips = await store.tiles(codes, { columns: STEPS, size }, { signal });
        const tiles = await tileElements(strips, some.length * STEPS);
        if (signal.aborted) return;
        for (const [row, { cells }] of some.entries()) {
          const texts =
            "texts" in strips ? strips.texts.slice(row * STEPS, (row + 1) * STEPS) : null;
          const shown = texts ? textCells(texts) : tiles.slice(row * STEPS, (row + 1) * STEPS);
          for (const [step, cell] of cells.entries()) {
            cell.replaceChildren(shown[step] as HTMLElement);
            if (texts) cell.setAttribute("aria-description", texts[step] ?? "");
          }
        }
      }
      await this.#showField(signal);
      if (this.#place) await this.#point();
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #choose(dimension: number): void {
    this.#chosen = dimension;
    this.#retitle();
    const { signal } = this.#abort;
    this.#showField(signal).catch((error: Error) => {
      if (!signal.aborted) this.#fail(error);
    });
  }

  /** Mean change from step to step of the chosen dimension's traversal. */
  async #showField(signal: AbortSignal): Promise<void> {
    const chosen = this.#chosen;
    const { modality } = this.#store.description;
    const codes = traversalCodes(this.#store, chosen, STEPS);
    const outputs: Float32Array[] = [];
    for await (const some of outputsOf(this.#store, codes, signal)) outputs.push(...some);
    if (signal.aborted || chosen !== this.#chosen) return;
    const changes = outputs.slice(1).map((output, i) => {
      return difference(output, outputs[i] as Float32Array, modality);
    });
    const title = this.#store.dimensionTitle(chosen);
    const field = meanOf(changes);
    this.#columns = field.columns;
    this.#map.show(
      field,
      `Where ${title} moves the ${nounOf(modality)}, bright the most; arrow keys point at a place`,
      themeOf(this.element),
    );
    if (!this.#place) {
      const moves = field.values.some((value) => value > 0);
      this.#list.say(
        !moves
          ? `${title} moves nothing from here: along its whole range the ${nounOf(modality)} stays the same.`
          : `Bright: what ${title} moves most, over its whole range. Point at a place to see which dimensions move it.`,
      );
    }
  }

  async #point(): Promise<void> {
    if (!this.#place) return;
    const [row, column] = this.#place;
    this.#map.mark(row, column);
    const { signal } = this.#abort;
    try {
      await this.#meter.measure(signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return;
    }
    if (signal.aborted || this.#place[0] !== row || this.#place[1] !== column) return;
    this.#list.show(
      placeName(this.#store.description.modality, row, column),
      this.#meter.at([row * this.#columns + column]),
    );
  }

  #fail(error: unknown): void {
    this.#list.say(`This did not come: ${(error as Error).message}.`);
  }

  /** Its row here, which has the focus where the page has no slider for it. */
  #show(dimension: number): void {
    const place = livingOf(this.#store).indexOf(dimension);
    if (place >= this.#wanted) {
      this.#wanted = Math.ceil((place + 1) / PAGE) * PAGE;
      this.#build();
    }
    this.#choose(dimension);
    if (this.#hasSliders) return;
    this.#rows.find((each) => each.dimension === dimension)?.name.focus();
  }

  get #hasSliders(): boolean {
    return this.element.closest(".lw-root")?.querySelector(".lw-sliders") != null;
  }

  #go(dimension: number, step: number): void {
    const size = this.#store.z.length;
    const codes = traversalCodes(this.#store, dimension, STEPS);
    this.#store.setZ(codes.slice(step * size, (step + 1) * size), "slider");
    this.#store.settle();
  }

  #walk(event: KeyboardEvent): void {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[
      event.key
    ];
    const row = this.#rows.findIndex(({ cells }) => cells.includes(event.target as never));
    if (!step || row < 0) return;
    event.preventDefault();
    const column = (this.#rows[row]?.cells ?? []).indexOf(event.target as HTMLButtonElement);
    const next = this.#rows[row + (step[0] ?? 0)]?.cells[column + (step[1] ?? 0)];
    if (!next) return;
    (event.target as HTMLElement).tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

// A row of outputs for each dimension; what a dimension moves, and which ones move a place.

import { button, h, setText } from "../../dom.ts";
import { nounOf, shapeOf } from "../../modalities/index.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../../store.ts";
import { traversalCodes } from "../disentanglement/cell.ts";
import { themeOf } from "../disentanglement/heatmap.ts";
import { tileElements } from "../tiles.ts";
import type { Tool } from "../tools.ts";
import { difference, type Field, meanOf } from "./fields.ts";
import { createPlaceMap } from "./place.ts";

const PAGE = 8;
const STEPS = 9;
const MOST_TRIED = 32; // dimensions, of which what moves a place is measured
const MOST_CODES = 64; // of one request for outputs
const MOST_NUMBERS = 2 ** 21;
const HALF_STEP = 0.5; // sd, to each side
const SIZE = 48;
const REST_MS = 250;
const MOST_BARS = 8;

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
  refusal({ status }) {
    const { state } = status.page;
    return state === "blended" || state === "nearest"
      ? "Moving one dimension alone takes the model, which this page does not hold: open the space in a notebook."
      : null;
  },
};

class TraversalView {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #grid = h("div", "lw-trav-grid");
  readonly #map;
  readonly #title = h("h4", "lw-trav-title");
  readonly #words = h("p", "lw-soft lw-trav-words", { role: "status" });
  readonly #bars = h("ul", "lw-trav-bars");
  readonly #more = button("8 more", () => {
    this.#wanted += PAGE;
    this.#build();
  });
  readonly #cleanups: Cleanup[];
  #rows: { dimension: number; name: HTMLButtonElement; cells: HTMLButtonElement[] }[] = [];
  #wanted = PAGE;
  #chosen = -1;
  #place: [number, number] | null = null;
  /** Of each dimension tried, around the current code; measured when a place is pointed at. */
  #moves: Map<number, Field> | null = null;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#map = createPlaceMap((row, column) => {
      this.#place = [row, column];
      void this.#point();
    });
    const panel = h(
      "div",
      "lw-trav-panel",
      {},
      this.#title,
      this.#map.element,
      this.#words,
      this.#bars,
    );
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

  get #living(): number[] {
    const { order, dead } = this.#store.sliders;
    const living = [...order].filter((dimension) => !dead[dimension]);
    return living.length ? living : [...order];
  }

  #build(): void {
    const living = this.#living;
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
    this.#moves = null;
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
          for (const [step, cell] of cells.entries()) {
            cell.replaceChildren(tiles[row * STEPS + step] as HTMLElement);
          }
        }
      }
      await this.#showField(signal);
      if (this.#place) await this.#point();
    } catch (error) {
      if (!signal.aborted) setText(this.#words, `This did not come: ${(error as Error).message}.`);
    }
  }

  #choose(dimension: number): void {
    this.#chosen = dimension;
    this.#retitle();
    const { signal } = this.#abort;
    this.#showField(signal).catch((error: Error) => {
      if (!signal.aborted) setText(this.#words, `This did not come: ${error.message}.`);
    });
  }

  /** Mean change from step to step of the chosen dimension's traversal. */
  async #showField(signal: AbortSignal): Promise<void> {
    const chosen = this.#chosen;
    const { modality } = this.#store.description;
    const outputs = await this.#outputs(traversalCodes(this.#store, chosen, STEPS), signal);
    if (signal.aborted || chosen !== this.#chosen) return;
    const changes = outputs.slice(1).map((output, i) => {
      return difference(output, outputs[i] as Float32Array, modality);
    });
    const title = this.#store.dimensionTitle(chosen);
    this.#map.show(
      meanOf(changes),
      `Where ${title} moves the ${nounOf(modality)}, bright the most; arrow keys point at a place`,
      themeOf(this.element),
    );
    if (!this.#place) {
      setText(
        this.#words,
        `Bright: what ${title} moves most, over its whole range. Point at a place to see which dimensions move it.`,
      );
    }
  }

  async #outputs(codes: Float32Array, signal: AbortSignal): Promise<Float32Array[]> {
    const { latent_size, modality } = this.#store.description;
    const size = shapeOf(modality).reduce((a, b) => a * b, 1);
    const step = Math.max(1, Math.min(MOST_CODES, Math.floor(MOST_NUMBERS / size))) * latent_size;
    const found: Float32Array[] = [];
    for (let start = 0; start < codes.length; start += step) {
      const values = await this.#store.outputs(codes.slice(start, start + step), signal);
      signal.throwIfAborted();
      for (let i = 0; i < values.length; i += size) found.push(values.subarray(i, i + size));
    }
    return found;
  }

  /** By central differences: each dimension half an sd down and half an sd up. */
  async #measure(signal: AbortSignal): Promise<Map<number, Field>> {
    const { z, sliders, description } = this.#store;
    const dims = this.#living.slice(0, MOST_TRIED);
    const codes = joined(
      dims.flatMap((dimension) =>
        [-HALF_STEP, HALF_STEP].map((amount) => {
          const code = z.slice();
          code[dimension] = (z[dimension] as number) + amount * (sliders.sd[dimension] as number);
          return code;
        }),
      ),
    );
    const outputs = await this.#outputs(codes, signal);
    return new Map(
      dims.map((dimension, i) => [
        dimension,
        difference(
          outputs[2 * i] as Float32Array,
          outputs[2 * i + 1] as Float32Array,
          description.modality,
        ),
      ]),
    );
  }

  async #point(): Promise<void> {
    if (!this.#place) return;
    const [row, column] = this.#place;
    this.#map.mark(row, column);
    const { signal } = this.#abort;
    try {
      this.#moves ??= await this.#measure(signal);
    } catch (error) {
      if (!signal.aborted) setText(this.#words, `This did not come: ${(error as Error).message}.`);
      return;
    }
    if (signal.aborted || this.#place[0] !== row || this.#place[1] !== column) return;
    const found = [...this.#moves].map(([dimension, { columns, values }]) => {
      return { dimension, change: values[row * columns + column] ?? 0 };
    });
    found.sort((a, b) => b.change - a.change);
    const most = found[0]?.change ?? 0;
    const tried = found.length < this.#store.description.latent_size;
    setText(
      this.#words,
      most > 0
        ? `Row ${row}, column ${column}: its change for one sd of each dimension, here${tried ? `, of the ${found.length} most useful` : ""}.`
        : `Row ${row}, column ${column}: no dimension moves this place here.`,
    );
    this.#bars.replaceChildren(
      ...found
        .filter(({ change }) => change > 0)
        .slice(0, MOST_BARS)
        .map(({ dimension, change }) => {
          const bar = h("span", "lw-trav-bar", { "aria-hidden": "true" });
          bar.style.width = `${(100 * change) / most}%`;
          const go = button("", () => this.#show(dimension), {}, "lw-trav-mover");
          go.title = "Go to its row and its slider";
          go.append(
            bar,
            h("span", "lw-trav-mover-name", {}, this.#store.dimensionTitle(dimension)),
            h("span", "lw-soft", {}, change.toPrecision(2)),
          );
          return h("li", "", {}, go);
        }),
    );
  }

  /** Its row here, and its slider where there is one in the page. */
  #show(dimension: number): void {
    const place = this.#living.indexOf(dimension);
    if (place >= this.#wanted) {
      this.#wanted = Math.ceil((place + 1) / PAGE) * PAGE;
      this.#build();
    }
    this.#choose(dimension);
    const root = this.element.closest(".lw-root");
    const slider = root?.querySelector<HTMLInputElement>(
      `.lw-slider[data-dimension="${dimension}"] input`,
    );
    const row = this.#rows.find((each) => each.dimension === dimension);
    (slider ?? row?.name)?.focus();
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

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

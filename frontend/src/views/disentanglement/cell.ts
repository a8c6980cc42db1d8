// What stands behind a cell: the traversal of its dimension, and the scatter against its factor.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { listenToRange } from "../range.ts";
import { createTileStrip } from "../tile-strip.ts";
import type { Cell } from "./heatmap.ts";
import { createScatter } from "./scatter.ts";

const STEPS = 9;
const REST_MS = 250;

export interface CellPanel {
  element: HTMLElement;
  show(cell: Cell): void;
  /** Says its names anew. */
  rename(): void;
  dispose(): void;
}

export function createCell(store: SpaceStore, onName: (cell: Cell) => void): CellPanel {
  const title = h("h4", "lw-disent-title");
  const name = button("", () => cell && onName(cell));
  name.classList.add("lw-small");
  const strip = createTileStrip(store, { height: 56, label: "traversal" });
  strip.element.classList.add("lw-disent-strip");
  const range = h("input", "lw-disent-range", { type: "range", step: "any" });
  const scatter = createScatter(store);
  const message = h("p", "lw-soft", { role: "status", hidden: true });
  const element = h(
    "section",
    "lw-disent-panel",
    { hidden: true, "aria-label": "The cell chosen" },
    h("div", "lw-bar", {}, title, h("span", "lw-grow"), name),
    h("div", "lw-disent-traversal", {}, strip.element, range),
    scatter.element,
    message,
  );
  let cell: Cell | null = null;
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  listenToRange(range, {
    onMove(value) {
      if (!cell) return;
      const z = store.z.slice();
      z[cell.dimension] = value;
      store.setZ(z, "slider");
    },
    onRelease: () => store.settle(),
  });

  const retitle = () => {
    if (!cell) return;
    const words = store.dimensionTitle(cell.dimension);
    setText(title, `${words} and ${cell.factor}`);
    range.setAttribute("aria-label", `Move ${words}`);
    const isIts = store.dimensionNames.get(cell.dimension) === cell.factor;
    setText(name, isIts ? "Take the name away" : `Call it ${cell.factor}`);
  };

  const moved = () => {
    if (!cell) return;
    range.value = String(store.z[cell.dimension] ?? 0);
    scatter.move();
    clearTimeout(timer);
    timer = setTimeout(() => void fill(), REST_MS);
  };

  const fill = async () => {
    if (!cell) return;
    abort?.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      await strip.show(traversalCodes(store, cell.dimension, STEPS), { signal });
    } catch (error) {
      if (!signal.aborted) say(`The traversal did not come: ${(error as Error).message}.`);
    }
  };

  const say = (text: string) => {
    setText(message, text);
    message.hidden = text === "";
  };

  const off = store.on("z", moved);
  return {
    element,
    show(given) {
      cell = given;
      element.hidden = false;
      const { low, high } = store.sliders;
      range.min = String(low[cell.dimension]);
      range.max = String(high[cell.dimension]);
      range.value = String(store.z[cell.dimension] ?? 0);
      say("");
      retitle();
      void fill();
      store.request("factor_scatter", { dimension: cell.dimension, factor: cell.factor }).then(
        (data) => {
          if (cell === given) scatter.show(data, given.dimension, given.factor);
        },
        (error: Error) => {
          if (cell === given) say(`The samples did not come: ${error.message}.`);
        },
      );
    },
    rename: retitle,
    dispose() {
      off();
      clearTimeout(timer);
      abort?.abort();
      scatter.dispose();
    },
  };
}

/** Codes around the current one that differ in one dimension, from its low end to its high one. */
export function traversalCodes(store: SpaceStore, dimension: number, steps: number): Float32Array {
  const { z } = store;
  const { low, high } = store.sliders;
  const [from, to] = [low[dimension] as number, high[dimension] as number];
  const codes = new Float32Array(steps * z.length);
  for (let step = 0; step < steps; step++) {
    codes.set(z, step * z.length);
    codes[step * z.length + dimension] = from + ((to - from) * step) / (steps - 1);
  }
  return codes;
}

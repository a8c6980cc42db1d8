// Factors down, dimensions across: how much each dimension tells about each factor, as buttons.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { themeOf } from "../../theme.ts";
import { dimensionName } from "../../words.ts";
import { type Rgb, viridis } from "../map/palette.ts";

const FIRST = 24; // dimensions shown before all are asked for
const DARK_INK = "#10141a";
const LIGHT_INK = "#fff";

export interface Table {
  names: readonly string[];
  /** Flat: a row of factors for each dimension; in 0..1. */
  values: Float32Array;
  /** What a cell tells, for those who do not see the colour. */
  said: string;
}

export interface Cell {
  dimension: number;
  factor: string;
}

export interface HeatMap {
  element: HTMLElement;
  show(table: Table): void;
  /** Marks the cell that is open. */
  mark(cell: Cell | null): void;
  /** Repaints: another theme, or other names. */
  repaint(): void;
}

export function createHeatMap(store: SpaceStore, onChoose: (cell: Cell) => void): HeatMap {
  const table = h("table", "lw-disent-table");
  const more = button("All dimensions", () => {
    wantsAll = !wantsAll;
    build();
  });
  more.classList.add("lw-small");
  const scroller = h("div", "lw-disent-scroll", {}, table);
  const element = h("div", "lw-disent-map", {}, scroller, more);
  let shown: Table | null = null;
  let wantsAll = false;
  let marked: Cell | null = null;
  let cells: { cell: Cell; value: number; element: HTMLButtonElement }[][] = [];
  let heads: { dimension: number; element: HTMLElement }[] = [];

  const dimensions = () => {
    const order = [...store.sliders.order];
    return wantsAll ? order : order.slice(0, FIRST);
  };

  const build = () => {
    if (!shown) return;
    const { names, values } = shown;
    const dims = dimensions();
    heads = dims.map((dimension) => ({
      dimension,
      element: h("th", "lw-disent-dim", { scope: "col" }),
    }));
    cells = names.map((factor, column) =>
      dims.map((dimension) => {
        const value = values[dimension * names.length + column] ?? 0;
        const cell = { dimension, factor };
        const each = button("", () => onChoose(cell), { tabindex: -1 }, "lw-disent-cell");
        setText(each, value >= 0.095 ? value.toFixed(2).replace(/^0/, "") : "");
        return { cell, value, element: each };
      }),
    );
    const first = cells[0]?.[0];
    if (first) first.element.tabIndex = 0;
    table.replaceChildren(
      h("caption", "lw-spoken", {}, `${shown.said}: factors down, dimensions across`),
      h("thead", "", {}, h("tr", "", {}, h("td"), ...heads.map(({ element: head }) => head))),
      h(
        "tbody",
        "",
        {},
        ...cells.map((row, i) =>
          h(
            "tr",
            "",
            {},
            h("th", "lw-disent-factor", { scope: "row", title: names[i] ?? "" }, names[i] ?? ""),
            ...row.map(({ element: each }) => h("td", "", {}, each)),
          ),
        ),
      ),
    );
    const all = store.sliders.order.length;
    more.hidden = all <= FIRST;
    setText(more, wantsAll ? `The ${FIRST} most useful` : `All ${all} dimensions`);
    paint();
  };

  const paint = () => {
    const theme = themeOf(element);
    for (const { dimension, element: head } of heads) {
      const name = store.dimensionNames.get(dimension);
      head.replaceChildren(
        h("span", "", {}, dimensionName(dimension)),
        ...(name === undefined ? [] : [h("span", "lw-disent-name", {}, name)]),
      );
      head.classList.toggle("lw-disent-dead", store.sliders.dead[dimension] === 1);
      head.title = store.sliders.dead[dimension] ? "dead: moving it changes nothing" : "";
    }
    for (const { cell, value, element: each } of cells.flat()) {
      const colour = viridis(value, theme);
      each.style.background = `rgb(${colour.join(" ")})`;
      each.style.color = isBright(colour) ? DARK_INK : LIGHT_INK;
      const isMarked = cell.dimension === marked?.dimension && cell.factor === marked.factor;
      each.setAttribute("aria-pressed", String(isMarked));
      const title = `${store.dimensionTitle(cell.dimension)}, ${cell.factor}: ${value.toFixed(2)}`;
      each.setAttribute("aria-label", title);
      each.title = title;
    }
  };

  table.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[
      event.key
    ];
    if (!step) return;
    for (const [row, line] of cells.entries()) {
      const column = line.findIndex(({ element: each }) => each === event.target);
      if (column < 0) continue;
      event.preventDefault();
      const next = cells[row + (step[0] ?? 0)]?.[column + (step[1] ?? 0)];
      if (!next) return;
      (event.target as HTMLElement).tabIndex = -1;
      next.element.tabIndex = 0;
      next.element.focus();
      return;
    }
  });

  return {
    element,
    show(given) {
      shown = given;
      build();
    },
    mark(cell) {
      marked = cell;
      paint();
    },
    repaint: paint,
  };
}

function isBright([red, green, blue]: Rgb): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}

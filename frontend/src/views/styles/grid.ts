// The grid of content and style: what keeps along a row, and what along a column.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { makeDraggable, type Operand } from "../slots/index.ts";
import { tileElements } from "../tiles.ts";
import type { Mixing } from "./mixing.ts";

const SIZE = 72; // CSS pixels

export interface GridCells {
  contents: readonly Operand[];
  styles: readonly Operand[];
  mix(content: Operand, style: Operand): Float32Array;
}

export interface StyleGrid {
  readonly element: HTMLElement;
  /** Decodes the grid anew; what stood there stays until it has come. */
  show(cells: GridCells): Promise<void>;
  dispose(): void;
}

/** `onChoose` hears of the cell that was chosen. */
export function createGrid(
  store: SpaceStore,
  mixing: Mixing,
  onChoose: (content: Operand, style: Operand) => void,
): StyleGrid {
  const table = h("table", "lw-style-grid");
  const note = h("p", "lw-soft lw-small", { role: "status", hidden: true });
  let abort: AbortController | null = null;
  return {
    element: h("div", "lw-style-grid-frame", {}, table, note),
    async show(cells) {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      try {
        const tiles = await decoded(mixing, cells, mine.signal);
        if (mine.signal.aborted) return;
        table.replaceChildren(...rowsOf(store, cells, tiles, onChoose));
        note.hidden = true;
      } catch (error) {
        if (mine.signal.aborted) return;
        setText(note, `The grid cannot be shown: ${(error as Error).message}.`);
        note.hidden = false;
      }
    },
    dispose: () => abort?.abort(),
  };
}

/** Of the styles, then row by row of each content and its mixes. */
async function decoded(
  mixing: Mixing,
  { contents, styles, mix }: GridCells,
  signal: AbortSignal,
): Promise<HTMLElement[]> {
  await mixing.prepare([...contents, ...styles]);
  const rows = contents.map((content) => [
    mixing.of(content),
    ...styles.map((style) => mix(content, style)),
  ]);
  const mixes = [...styles.map((style) => mixing.of(style)), ...rows.flat()];
  const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
  const sheet = await mixing.tiles(mixes, styles.length + 1, size, signal);
  return tileElements(sheet, mixes.length);
}

function rowsOf(
  store: SpaceStore,
  { contents, styles }: GridCells,
  tiles: HTMLElement[],
  onChoose: (content: Operand, style: Operand) => void,
): HTMLElement[] {
  const header = (operand: Operand, scope: string, tile: HTMLElement | undefined) => {
    const cell = h("th", "", { scope, title: operand.name }, ...(tile ? [tile] : []));
    cell.append(h("span", "lw-spoken", {}, operand.name));
    makeDraggable(store, cell, () => operand);
    return cell;
  };
  const corner = h("td", "lw-soft lw-small", {}, "content ↓ style →");
  const top = styles.map((style, j) => header(style, "col", tiles[j]));
  const width = styles.length + 1;
  const rows = contents.map((content, i) => {
    const start = styles.length + i * width;
    const cells = styles.map((style, j) => {
      const label = `Content ${content.name}, style ${style.name}`;
      const choose = button("", () => onChoose(content, style), { "aria-label": label });
      choose.className = "lw-style-cell";
      choose.title = label;
      const tile = tiles[start + 1 + j];
      if (tile) choose.append(tile);
      return h("td", "", {}, choose);
    });
    return h("tr", "", {}, header(content, "row", tiles[start]), ...cells);
  });
  return [h("tr", "", {}, corner, ...top), ...rows];
}

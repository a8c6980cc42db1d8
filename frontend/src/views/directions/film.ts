// A direction tried on the selected samples: each before, and moved to both sides.

import { type Direction, moved } from "../../directions/direction.ts";
import { button, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import { count, signed } from "../../words.ts";
import { createTileStrip, type TileStrip } from "../tile-strip.ts";

const AMOUNTS = [-2, -1, 0, 1, 2];
const MOST_SAMPLES = 12;
const HEIGHT = 52;

export interface Film {
  element: HTMLElement;
  show(direction: Direction): void;
  dispose: Cleanup;
}

export function createFilm(store: SpaceStore): Film {
  const words = h("p", "lw-film-words", { role: "status" });
  const rows = h("div", "lw-film-rows");
  const close = button("Close", () => hide(), {}, "lw-button lw-small");
  const element = h(
    "section",
    "lw-film",
    { hidden: true, "aria-label": "Tried on the selection" },
    h("div", "lw-bar", {}, words, h("span", "lw-grow"), close),
    rows,
  );
  let abort: AbortController | null = null;
  const hide = () => {
    abort?.abort();
    element.hidden = true;
    rows.replaceChildren();
  };
  const show = async (direction: Direction) => {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    element.hidden = false;
    rows.replaceChildren();
    const chosen = spread(store.selection);
    if (!chosen.length) {
      setText(words, `Select some samples ${store.onMap}: the film shows each of them moved.`);
      return;
    }
    const of = count(store.selection.length, "selected sample");
    const part = chosen.length < store.selection.length ? `${chosen.length} of ` : "";
    setText(words, `${direction.name} on ${part}${of}: before in the middle`);
    try {
      const { codes } = await store.request("codes", { indices: chosen }, { signal: mine.signal });
      const size = store.description.latent_size;
      rows.append(heading());
      for (const [row, index] of chosen.entries()) {
        if (mine.signal.aborted) return;
        const around = codes.slice(row * size, (row + 1) * size);
        const strip = createTileStrip(store, {
          height: HEIGHT,
          label: `Sample ${index} moved along ${direction.name}`,
        });
        strip.element.classList.add("lw-film-strip");
        rows.append(
          h("div", "lw-film-row", {}, h("span", "lw-film-name", {}, `${index}`), strip.element),
        );
        await fill(strip, direction, around, mine.signal);
      }
    } catch (error) {
      if (!mine.signal.aborted) setText(words, (error as Error).message);
    }
  };
  return {
    element,
    show: (direction) => void show(direction),
    dispose: () => abort?.abort(),
  };
}

/** At most 12 of the selection, spread evenly over it. */
function spread(selection: Uint32Array): Uint32Array {
  const n = Math.min(MOST_SAMPLES, selection.length);
  return Uint32Array.from(
    { length: n },
    (_, i) => selection[Math.floor((i * selection.length) / n)] as number,
  );
}

function heading(): HTMLElement {
  const amounts = AMOUNTS.map((amount) =>
    h("span", "", {}, amount === 0 ? "before" : `${signed(amount, 0)} sd`),
  );
  return h(
    "div",
    "lw-film-row lw-film-heading",
    { "aria-hidden": "true" },
    h("span", "lw-film-name", {}, "sample"),
    h("div", "lw-film-amounts", {}, ...amounts),
  );
}

async function fill(
  strip: TileStrip,
  direction: Direction,
  around: Float32Array,
  signal: AbortSignal,
): Promise<void> {
  const codes = new Float32Array(AMOUNTS.length * around.length);
  for (const [i, amount] of AMOUNTS.entries()) {
    codes.set(moved(around, [[direction, amount]]), i * around.length);
  }
  await strip.show(codes, { signal });
}

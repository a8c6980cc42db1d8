// The dimensions that move a place, as bars: their names go to their sliders, and all move along.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { type Mover, type Movers, moveAlong } from "./movers.ts";

const MOST_BARS = 8;
const STEP = 0.5; // sd
const WAYS = { "-1": "↓", 0: "↕", 1: "↑" } as const;

export interface MoverList {
  element: HTMLElement;
  /** What moves the place named; null says nothing. */
  show(place: string, movers: Movers): void;
  say(words: string): void;
  setBusy(busy: boolean): void;
  focus(): void;
}

export interface MoverEvents {
  /** A dimension was chosen: it has moved, and its slider has the focus where there is one. */
  onGo?(dimension: number): void;
  onMeasureAll(): void;
}

export function createMoverList(store: SpaceStore, events: MoverEvents): MoverList {
  const words = h("p", "lw-soft lw-movers-words", { role: "status" });
  const bars = h("ul", "lw-movers-bars");
  const cut = h("span");
  const all = button("", events.onMeasureAll);
  const foot = h("p", "lw-soft lw-movers-foot", { hidden: true }, cut, " ", all);
  const element = h("div", "lw-movers", {}, words, bars, foot);
  const ways = waysOf(store);

  const row = ({ dimension, change, way }: Mover, most: number) => {
    const title = store.dimensionTitle(dimension);
    const bar = h("span", "lw-mover-bar", { "aria-hidden": "true" });
    bar.style.width = `${(100 * change) / most}%`;
    const go = button(
      "",
      () => {
        moveAlong(store, dimension, STEP);
        store.showDimension(dimension, element);
        events.onGo?.(dimension);
      },
      { "data-dimension": dimension, title: `Go to ${title} and move along it` },
      "lw-mover",
    );
    const figure = h(
      "span",
      "lw-soft",
      {},
      `${ways ? `${WAYS[way]} ` : ""}${change.toPrecision(2)}`,
    );
    if (ways) figure.title = `${ways[way]} as ${title} grows`;
    go.append(bar, h("span", "lw-mover-name", {}, title), figure);
    const step = (sds: number, sign: string) =>
      button(
        sign,
        () => moveAlong(store, dimension, sds),
        { "aria-label": `${title} ${sign}½ sd`, title: `${sign}½ sd`, "data-dimension": dimension },
        "lw-button lw-mover-step",
      );
    return h("li", "", {}, step(-STEP, "−"), go, step(STEP, "+"));
  };

  const fill = (items: HTMLElement[]) => {
    const focused = document.activeElement;
    const held = bars.contains(focused) ? (focused as HTMLElement) : null;
    bars.replaceChildren(...items);
    if (!held) return;
    const same = `[data-dimension="${held.dataset.dimension}"]`;
    const here = [...bars.querySelectorAll<HTMLElement>(same)];
    (here.find((each) => each.textContent === held.textContent) ?? here[0])?.focus();
  };

  return {
    element,
    show(place, { found, tried, living, most }) {
      const strongest = found[0]?.change ?? 0;
      setText(
        words,
        strongest > 0
          ? `What moves ${place}: its change for one sd of each dimension, from here${ways ? `; ↑ ${ways[1]}, ↓ ${ways[-1]} as it grows` : ""}.`
          : `From here no dimension ${tried < living ? "measured " : ""}moves ${place}.`,
      );
      const shown = found.slice(0, MOST_BARS);
      fill(shown.map((mover) => row(mover, strongest)));
      const parts = [
        shown.length < found.length ? `The ${shown.length} strongest of ${found.length}.` : "",
        tried < living ? `Measured: the ${tried} most useful of ${living} dimensions.` : "",
      ];
      setText(cut, parts.filter(Boolean).join(" "));
      all.hidden = tried >= most;
      setText(all, most < living ? `Measure ${most}` : "Measure all");
      foot.hidden = cut.textContent === "";
    },
    say(said) {
      setText(words, said);
      fill([]);
      foot.hidden = true;
    },
    setBusy(busy) {
      element.setAttribute("aria-busy", String(busy));
    },
    focus: () => bars.querySelector<HTMLElement>(".lw-mover")?.focus(),
  };
}

/** What it means that a place rises or falls; null where it means nothing. */
function waysOf({ description: { modality } }: SpaceStore): Record<-1 | 0 | 1, string> | null {
  switch (modality.kind) {
    case "image":
      return { "-1": "darker", 0: "neither brighter nor darker", 1: "brighter" };
    case "melody":
      return { "-1": "less of a note", 0: "now more, now less", 1: "more of a note" };
    case "series":
      return { "-1": "lower", 0: "neither higher nor lower", 1: "higher" };
    default:
      return null;
  }
}

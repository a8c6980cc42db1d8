// What the colours mean, and a filter: a chip a class, a bar for values.

import { button, h, setText } from "../../dom.ts";
import { type Colouring, MISSING } from "../../protocol.ts";
import type { Theme } from "../../theme.ts";
import { countClasses } from "./colours.ts";
import { classMark, missingColour, viridisGradient } from "./palette.ts";
import { svg } from "./svg.ts";

/** Up to this many classes each has its chip; of more, the first few. */
const MOST_CHIPS = 12;
const FIRST_CHIPS = 10;
const MOST_FOUND = 200;

const OUTLINES = [
  "M5 .6a4.4 4.4 0 1 1 0 8.8a4.4 4.4 0 1 1 0-8.8",
  "M1.2 1.2h7.6v7.6h-7.6z",
  "M5 .8L9.6 9H.4z",
  "M5 .2L9.8 5 5 9.8.2 5z",
  "M3.4.4h3.2v3h3v3.2h-3v3H3.4v-3h-3V3.4h3z",
];

function swatch(colour: string, shape: number): SVGSVGElement {
  const path = svg("path", { d: OUTLINES[shape] ?? "", fill: colour });
  return svg("svg", { class: "lw-map-swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, path);
}

type LegendChip = (chip: HTMLElement, colouring: Colouring, category: string) => void;

export class Legend {
  readonly element = h("div", "lw-map-legend", { role: "group", "aria-label": "Legend" });
  readonly #onFilter: (hidden: ReadonlySet<number>) => void;
  readonly #onChip: LegendChip | undefined;
  readonly #hidden = new Set<number>();
  readonly #list = h("div", "lw-map-classes", { hidden: true });
  #colouring: Colouring | null = null;
  #counts = new Map<number, number>();
  #theme: Theme = "light";

  /** `onChip` is given the chip of each class as it is made. */
  constructor(onFilter: (hidden: ReadonlySet<number>) => void, onChip?: LegendChip) {
    this.#onFilter = onFilter;
    this.#onChip = onChip;
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#list.hidden) return;
      this.close();
      this.element.querySelector<HTMLElement>(".lw-map-more")?.focus();
    });
  }

  /** Puts the list of all classes away. */
  close(): void {
    if (!this.#list.hidden) this.#toggleList(false);
  }

  /** Shows another colouring, with nothing hidden; or the same one in another theme. */
  show(colouring: Colouring | null, theme: Theme): void {
    if (colouring !== this.#colouring) {
      this.#hidden.clear();
      this.#counts = colouring ? countClasses(colouring) : new Map();
    }
    this.#colouring = colouring;
    this.#theme = theme;
    this.#list.hidden = true;
    const missing = this.#counts.has(MISSING) ? [this.#chip(MISSING)] : [];
    if (!colouring) this.element.replaceChildren();
    else if (colouring.kind === "numeric") this.element.replaceChildren(this.#bar(), ...missing);
    else this.element.replaceChildren(...this.#classes(colouring), ...missing);
    if (colouring) this.element.append(this.#all());
    this.#refresh();
  }

  #classes({ categories }: Colouring): HTMLElement[] {
    const many = categories.length > MOST_CHIPS;
    const shown = many ? FIRST_CHIPS : categories.length;
    const chips = Array.from({ length: shown }, (_, k) => this.#chip(k));
    if (!many) return chips;
    const rest = (categories.length - shown).toLocaleString("en");
    const more = button(`and ${rest} more`, () => this.#toggleList(), { "aria-expanded": "false" });
    more.className = "lw-map-chip lw-map-more";
    return [...chips, more, this.#list];
  }

  #chip(k: number): HTMLButtonElement {
    const categories = this.#colouring?.categories ?? [];
    const { colour, shape } =
      k === MISSING
        ? { colour: missingColour(this.#theme), shape: 0 }
        : classMark(k, categories.length, this.#theme);
    const name = k === MISSING ? "missing" : (categories[k] ?? "");
    const chip = button("", () => {}, { "data-class": k }, "lw-map-chip");
    chip.append(swatch(colour, shape), h("span", "", {}, name || "(empty)"));
    const count = (this.#counts.get(k) ?? 0).toLocaleString("en");
    chip.title = `${name}: ${count} · click to hide or show, double-click for only this one`;
    chip.addEventListener("click", (event) => (event.shiftKey ? this.#only(k) : this.#toggle(k)));
    chip.addEventListener("dblclick", () => this.#only(k));
    if (k !== MISSING && this.#colouring) this.#onChip?.(chip, this.#colouring, name);
    return chip;
  }

  #bar(): HTMLElement {
    const { low = 0, high = 1, name = "", note = "" } = this.#colouring ?? {};
    const gradient = h("span", "lw-map-gradient");
    gradient.style.background = viridisGradient(this.#theme);
    const bar = h("span", "lw-map-bar", { title: note || name });
    bar.append(h("span", "", {}, number(low)), gradient, h("span", "", {}, number(high)));
    return bar;
  }

  #all(): HTMLButtonElement {
    const all = button("show all", () => this.#reset(), { "data-all": "" });
    all.className = "lw-map-chip lw-map-all";
    return all;
  }

  /** All classes that there are, for the filter's arithmetic. */
  #keys(): number[] {
    return [...this.#counts.keys()];
  }

  #toggle(k: number): void {
    if (!this.#hidden.delete(k)) this.#hidden.add(k);
    this.#changed();
  }

  #only(k: number): void {
    const others = this.#keys().filter((other) => other !== k);
    const isAlone = !this.#hidden.has(k) && others.every((other) => this.#hidden.has(other));
    this.#hidden.clear();
    if (!isAlone) for (const other of others) this.#hidden.add(other);
    this.#changed();
  }

  #reset(): void {
    this.#hidden.clear();
    this.#changed();
  }

  #changed(): void {
    this.#refresh();
    this.#onFilter(this.#hidden);
  }

  #refresh(): void {
    for (const chip of this.element.querySelectorAll<HTMLElement>("[data-class]")) {
      chip.setAttribute("aria-pressed", String(!this.#hidden.has(Number(chip.dataset.class))));
    }
    const all = this.element.querySelector<HTMLElement>("[data-all]");
    if (all) all.hidden = this.#hidden.size === 0;
  }

  #toggleList(open = Boolean(this.#list.hidden)): void {
    if (open && this.#list.childElementCount === 0) this.#buildList();
    this.#list.hidden = !open;
    const more = this.element.querySelector(".lw-map-more");
    more?.setAttribute("aria-expanded", String(open));
    if (open) this.#list.querySelector("input")?.focus();
  }

  #buildList(): void {
    const search = h("input", "lw-input", { type: "search", "aria-label": "Find a class" });
    search.placeholder = "find a class";
    const found = h("div", "lw-map-found");
    const summary = h("p", "lw-map-summary", { role: "status" });
    const update = () => {
      const text = search.value.trim().toLowerCase();
      const categories = this.#colouring?.categories ?? [];
      const matches = categories.flatMap((name, k) =>
        name.toLowerCase().includes(text) ? [k] : [],
      );
      found.replaceChildren(...matches.slice(0, MOST_FOUND).map((k) => this.#chip(k)));
      const beyond = matches.length > MOST_FOUND ? `, the first ${MOST_FOUND} shown` : "";
      setText(summary, `${matches.length.toLocaleString("en")} classes${beyond}`);
      this.#refresh();
    };
    search.addEventListener("input", update);
    this.#list.append(search, summary, found);
    update();
  }
}

/** Three significant digits. */
function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}

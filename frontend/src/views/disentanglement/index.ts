// Which dimension is which factor: the table, its scores, names to accept, warnings in words.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../../store.ts";
import { onTheme } from "../../theme.ts";
import { count, dimensionName, percent } from "../../words.ts";
import { isExported } from "../directions/requests.ts";
import type { Tool } from "../tools.ts";
import { createCell } from "./cell.ts";
import { createFactors } from "./factors.ts";
import { type Cell, createHeatMap } from "./heatmap.ts";
import { createNames } from "./names.ts";
import type { Disentanglement, Importances } from "./report.ts";
import { scoreRows } from "./scores.ts";

export const createDisentanglement: ViewFactory = (store, element) => {
  const view = new DisentanglementView(store);
  element.append(view.element);
  return () => view.dispose();
};

export const DISENTANGLEMENT: Tool = {
  id: "disentanglement",
  title: "Diagnose",
  hint: "Which dimension is which factor of the data, and which share one",
  create: createDisentanglement,
};

/** As many sentences about what is shared as are shown at once. */
const MOST_WARNINGS = 5;

type Measured = Extract<Disentanglement, { refusal: null }>;
type Shown = "information" | Importances["method"];

const TITLES: Record<Shown, string> = {
  information: "mutual information",
  dci: "importances (DCI)",
  infomec: "information by neighbours (InfoMEC)",
  sap: "classes by a line (SAP-SVM)",
};
const EXPORTED =
  "As measured when this page was saved; DCI, InfoMEC, SAP by a linear SVM and other factors need Python.";
const SAID: Record<Shown, string> = {
  information: "Share of the factor's entropy that the dimension tells",
  dci: "Share of a random forest's use of the dimension to read the factor",
  infomec: "Share of the factor's entropy that the dimension tells, by nearest neighbours",
  sap: "Balanced accuracy with which a line along the dimension alone tells the classes",
};

class DisentanglementView {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #map;
  readonly #cell;
  readonly #names;
  readonly #factors;
  readonly #refusal = h("p", "lw-message", { role: "status" }, "Measuring …");
  readonly #body = h("div", "lw-disent-body", { hidden: true });
  readonly #scores = h("div", "lw-disent-scores");
  readonly #more = h("div", "lw-disent-scores", { hidden: true });
  readonly #warnings = h("ul", "lw-disent-warnings", { hidden: true });
  readonly #doubts = h("ul", "lw-disent-doubts lw-soft", { hidden: true });
  readonly #scale = h("p", "lw-soft lw-disent-scale");
  readonly #tables = h("div", "lw-bar lw-disent-tables", { role: "group", "aria-label": "Table" });
  readonly #buttons = new Map<Shown, HTMLButtonElement>();
  readonly #cancel = button("Cancel", () => this.#abort?.abort(), { hidden: true });
  readonly #progress = h("span", "lw-soft", { role: "status" });
  readonly #found = new Map<Importances["method"], Importances>();
  readonly #cleanups: Cleanup[];
  #measured: Measured | null = null;
  #chosen: string[] | null = null;
  #shown: Shown = "information";
  #abort: AbortController | null = null;
  #turn = 0;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#map = createHeatMap(store, (cell) => this.#open(cell));
    this.#cell = createCell(store, (cell) => void this.#nameCell(cell));
    this.#names = createNames(store, (dimension, name) => void this.#name(dimension, name));
    this.#factors = createFactors((names) => {
      this.#chosen = names;
      this.#measure();
    });
    for (const shown of Object.keys(TITLES) as Shown[]) {
      const each = button(TITLES[shown], () => void this.#choose(shown), {
        "aria-pressed": "false",
      });
      each.classList.add("lw-small");
      if (shown !== "information") each.title = "Takes seconds, in the background";
      this.#buttons.set(shown, each);
    }
    this.#cancel.classList.add("lw-small");
    if (isExported(store)) {
      this.#tables.append(h("span", "lw-soft", {}, EXPORTED));
    } else {
      this.#tables.append("Show ", ...this.#buttons.values(), this.#progress, this.#cancel);
    }
    this.#body.append(
      this.#warnings,
      h(
        "div",
        "lw-disent-columns",
        {},
        h(
          "div",
          "lw-disent-left",
          {},
          this.#tables,
          this.#map.element,
          this.#scale,
          this.#scores,
          this.#more,
        ),
        h("div", "lw-disent-right", {}, this.#cell.element, this.#names.element),
      ),
      this.#doubts,
    );
    this.element = h(
      "section",
      "lw-disent",
      { "aria-label": "Disentanglement" },
      ...(isExported(store) ? [] : [this.#factors.element]),
      this.#refusal,
      this.#body,
    );
    this.#cleanups = [
      store.on("dimension-names", () => this.#rename()),
      store.on("sliders", () => this.#showTable()),
      followRoot(this.element, () => this.#map.repaint()),
    ];
    this.#measure();
  }

  dispose(): void {
    this.#turn += 1;
    this.#abort?.abort();
    for (const cleanup of this.#cleanups) cleanup();
    this.#cell.dispose();
    this.element.remove();
  }

  #measure(): void {
    this.#turn += 1;
    const turn = this.#turn;
    this.#abort?.abort();
    this.#found.clear();
    const payload = this.#chosen ? { factors: this.#chosen } : {};
    this.#store.request("disentanglement", payload).then(
      (answer) => {
        if (turn === this.#turn) this.#show(answer);
      },
      (error: Error) => {
        if (turn === this.#turn) this.#refuse(`Nothing could be measured: ${error.message}`);
      },
    );
  }

  #refuse(text: string): void {
    setText(this.#refusal, text);
    this.#refusal.hidden = false;
    this.#body.hidden = true;
  }

  #show(answer: Disentanglement): void {
    this.#factors.show(answer.choices, answer.refusal === null ? answer.names : this.#chosen);
    if (answer.refusal !== null) {
      this.#refuse(answer.refusal);
      return;
    }
    this.#measured = answer;
    this.#refusal.hidden = true;
    this.#body.hidden = false;
    this.#shown = "information";
    fill(this.#warnings, answer.sharing, MOST_WARNINGS);
    fill(this.#doubts, [...answer.doubts, ...answer.left_out]);
    this.#scores.replaceChildren(...scoreRows(answer.scores));
    this.#more.hidden = true;
    this.#names.show(answer.proposals, answer.rule);
    this.#showTable();
  }

  #showTable(): void {
    if (!this.#measured) return;
    for (const [shown, each] of this.#buttons) {
      each.setAttribute("aria-pressed", String(shown === this.#shown));
    }
    const { names, shares, n, bins } = this.#measured;
    const other = this.#shown === "information" ? null : this.#found.get(this.#shown);
    const said = SAID[this.#shown];
    this.#map.show({
      names: other?.names ?? names,
      values: other?.table ?? shares,
      said,
    });
    const how = this.#shown === "information" ? `, ${bins} bins` : "";
    setText(
      this.#scale,
      `${said}; 0 dark, 1 bright. ${count(n, "sample")}${how}. Click a cell to see its dimension move.`,
    );
    this.#showMore(other ?? null);
  }

  #showMore(found: Importances | null): void {
    this.#more.hidden = found === null;
    if (!found) return;
    const said = found.left_out.map((text) => h("p", "lw-soft", {}, text));
    this.#more.replaceChildren(...scoreRows(found.scores), ...said);
  }

  /** Another table: what is not there yet is measured first. */
  async #choose(shown: Shown): Promise<void> {
    if (shown === "information" || this.#found.has(shown)) {
      this.#shown = shown;
      this.#showTable();
      return;
    }
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const turn = this.#turn;
    const tell = (share: number) => setText(this.#progress, `measuring … ${percent(share)}`);
    tell(0);
    this.#cancel.hidden = false;
    try {
      const payload = { method: shown, ...(this.#chosen ? { factors: this.#chosen } : {}) };
      const answer = await this.#store.request("importances", payload, {
        signal: abort.signal,
        onProgress: (progress) => {
          const { step, total } = progress as { step: number; total: number };
          tell(step / total);
        },
      });
      if (turn !== this.#turn) return;
      this.#found.set(shown, answer);
      this.#shown = shown;
      setText(this.#progress, "");
      this.#showTable();
    } catch (error) {
      setText(this.#progress, abort.signal.aborted ? "" : (error as Error).message);
    } finally {
      if (this.#abort === abort) this.#cancel.hidden = true;
    }
  }

  #open(cell: Cell): void {
    this.#map.mark(cell);
    this.#cell.show(cell);
  }

  #nameCell({ dimension, factor }: Cell): Promise<void> {
    const isIts = this.#store.dimensionNames.get(dimension) === factor;
    return this.#name(dimension, isIts ? null : factor);
  }

  async #name(dimension: number, name: string | null): Promise<void> {
    try {
      await this.#store.nameDimension(dimension, name);
      this.#names.say(
        name === null
          ? `${dimensionName(dimension)} has no name now.`
          : `${dimensionName(dimension)} is called ${name} now, in every view.`,
      );
    } catch (error) {
      this.#names.say((error as Error).message);
    }
  }

  #rename(): void {
    this.#map.repaint();
    this.#cell.rename();
    this.#names.update();
  }
}

/** Sentences as a list; of more than `most` the others are opened by a click. */
function fill(
  list: HTMLElement,
  sentences: readonly string[],
  most = Number.POSITIVE_INFINITY,
): void {
  list.hidden = sentences.length === 0;
  const items = sentences.map((text) => h("li", "", {}, text));
  const rest = items.splice(sentences.length > most + 1 ? most : sentences.length);
  list.replaceChildren(...items);
  if (!rest.length) return;
  const more = button(`${rest.length} more`, () => list.append(...rest));
  more.classList.add("lw-small");
  more.addEventListener("click", () => line.remove());
  const line = h("li", "lw-disent-more", {}, more);
  list.append(line);
}

/** Colours are painted for a theme: again when it changes, and when the view comes to its page. */
function followRoot(element: HTMLElement, repaint: () => void): Cleanup {
  let unfollow: Cleanup | null = () => {};
  queueMicrotask(() => {
    if (!unfollow) return; // disposed at once
    unfollow = onTheme(element, repaint);
    repaint();
  });
  return () => {
    unfollow?.();
    unfollow = null;
  };
}

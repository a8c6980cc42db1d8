// Coverage: what of the data a model does not make, the verdict first, the reasons to be looked at.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup, SpaceStore } from "../../store.ts";
import type { Tool } from "../tools.ts";
import { createBins } from "./bins.ts";
import { fillKinds } from "./kinds.ts";
import { createCoverageMap } from "./map.ts";
import { measuresList } from "./measures.ts";
import { fillPairs } from "./pairs.ts";
import {
  type CoverageReport,
  GRADES,
  isExported,
  type SetName,
  type StepTold,
  whole,
} from "./report.ts";
import { sampleTiles, tileRow } from "./tiles.ts";

const GLANCE = 8;
const TILE = 56;

class CoverageView {
  readonly element = h("section", "lw-coverage", { "aria-label": "Coverage" });
  readonly #store: SpaceStore;
  readonly #end = new AbortController();
  readonly #mark = h("span", "lw-coverage-mark", { "aria-hidden": "true" });
  readonly #verdict = h("h3", "lw-coverage-verdict", { role: "status" });
  readonly #why = h("ul", "lw-coverage-why");
  readonly #bar = h("progress", "lw-coverage-progress", { max: 1, "aria-label": "Measuring" });
  readonly #cancel = button("Cancel", () => this.#asking?.abort());
  readonly #again = button("Measure", () => this.#measure(true));
  readonly #body = h("div", "lw-coverage-body", { hidden: true });
  readonly #glance = h("div", "lw-coverage-glance");
  readonly #figures = h("section", "lw-coverage-figures");
  readonly #kinds = h("section", "lw-coverage-section");
  readonly #pairs = h("section", "lw-coverage-section");
  readonly #foot = h("p", "lw-soft lw-coverage-foot");
  readonly #map = createCoverageMap((set, index) => this.#choose(set, index));
  readonly #bins;
  #report: CoverageReport | null = null;
  #asking: AbortController | null = null;
  #filling: AbortController | null = null;
  #point: { set: SetName; index: number } | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#bins = createBins(store, (bin) => this.#map.mark(bin, this.#point));
    const buttons = h("span", "lw-coverage-buttons", {}, this.#bar, this.#cancel, this.#again);
    const words = h("div", "lw-coverage-said", {}, this.#verdict, this.#why);
    this.#body.append(
      this.#glance,
      h(
        "div",
        "lw-coverage-main",
        {},
        h("div", "lw-coverage-side", {}, this.#map.element, this.#bins.opened),
        this.#bins.element,
      ),
      this.#figures,
      this.#kinds,
      this.#pairs,
      this.#foot,
    );
    this.element.append(
      h("header", "lw-coverage-head", {}, this.#mark, words, buttons),
      this.#body,
    );
  }

  start(): void {
    void this.#measure(false);
  }

  dispose(): void {
    this.#end.abort();
    this.#asking?.abort();
    this.#filling?.abort();
    this.#map.dispose();
    this.#bins.dispose();
    this.element.remove();
  }

  async #measure(again: boolean): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#busy(true);
    this.#say("unknown", "Comparing real data with what the model generates …");
    this.#bar.removeAttribute("value");
    try {
      const report = await this.#store.request("coverage", again ? { again } : {}, {
        signal: asking.signal,
        onProgress: (told) => this.#tell(told as StepTold),
      });
      if (!asking.signal.aborted) this.#show(report);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      const stopped = asking.signal.aborted;
      if (stopped && this.#asking !== asking) return;
      this.#body.hidden = true;
      this.#say("unknown", stopped ? "Cancelled: nothing was measured." : (error as Error).message);
    } finally {
      if (this.#asking === asking) this.#busy(false);
    }
  }

  #busy(on: boolean): void {
    this.element.setAttribute("aria-busy", String(on));
    this.#bar.hidden = !on;
    this.#cancel.hidden = !on;
    this.#again.hidden = on;
    setText(this.#again, this.#report ? "Measure again" : "Measure");
  }

  #tell({ step, total, words }: StepTold): void {
    this.#bar.max = total;
    this.#bar.value = step;
    this.#why.replaceChildren(h("li", "", {}, `${words} …`));
  }

  #say(grade: keyof typeof GRADES, words: string, why: readonly string[] = []): void {
    const [mark, name] = GRADES[grade];
    setText(this.#mark, mark);
    this.#mark.title = name;
    this.element.dataset.grade = grade;
    this.#verdict.replaceChildren(h("span", "lw-spoken", {}, `${name}: `), words);
    this.#why.replaceChildren(...why.map((reason) => h("li", "", {}, reason)));
  }

  #show(report: CoverageReport): void {
    this.#report = report;
    const tries = report.advice.map((advice) => `Try: ${advice}`);
    this.#say(report.grade, report.verdict, [...report.why, ...tries]);
    this.#body.hidden = false;
    this.#point = null;
    this.#map.show(report);
    this.#map.mark(null);
    this.#bins.show(report);
    this.#figures.replaceChildren(
      ...(report.measures.length
        ? [h("h4", "lw-coverage-title", {}, "Figures"), measuresList(report.measures)]
        : []),
    );
    fillKinds(this.#kinds, report);
    setText(
      this.#foot,
      `${whole(report.n_real)} of ${report.real} against ${whole(report.n_generated)} outputs drawn from the prior, in ${report.features}; seed ${report.seed}. A bar is the estimate, the thin line its 95 % bootstrap interval, the tick what two samples of one distribution would score.`,
    );
    this.#filling?.abort();
    this.#filling = new AbortController();
    const { signal } = this.#filling;
    Promise.all([
      this.#fillGlance(report, signal),
      fillPairs(this.#store, this.#pairs, report, signal),
    ]).catch((error: Error) => signal.aborted || this.#store.fail(error));
  }

  /** What it makes, and what it does not: seen before anything is read. */
  async #fillGlance(report: CoverageReport, signal: AbortSignal): Promise<void> {
    const made = Array.from({ length: Math.min(GLANCE, report.n_generated) }, (_, i) => i);
    const lost = (report.bins?.listed ?? [])
      .filter(({ state }) => state !== "crowded")
      .slice(0, GLANCE);
    const missing = lost.some(({ state }) => state === "missing");
    const [tiles, others] = await Promise.all([
      sampleTiles(this.#store, "generated", made, TILE, signal),
      sampleTiles(
        this.#store,
        "real",
        lost.map(({ shown }) => shown),
        TILE,
        signal,
      ),
    ]);
    if (signal.aborted) return;
    const group = (title: string, set: SetName, row: HTMLElement) =>
      h("figure", "lw-coverage-group", { "data-set": set }, h("figcaption", "", {}, title), row);
    const groups = [
      group(
        "It makes",
        "generated",
        tileRow(tiles, (i) => `generated sample ${i}`),
      ),
    ];
    if (others.length) {
      const title = missing ? "Real, and never made" : "Real, and made too seldom";
      groups.push(
        group(
          title,
          "real",
          tileRow(others, (i) => `real sample ${lost[i]?.shown}, ${lost[i]?.state}`),
        ),
      );
    }
    this.#glance.replaceChildren(...groups);
  }

  /** A real sample opens its bin; a generated one is where the model is moved to. */
  #choose(set: SetName, index: number): void {
    const report = this.#report;
    if (!report) return;
    this.#point = { set, index };
    const bin = report.bins?.[set][index] ?? null;
    this.#bins.choose(bin);
    if (set === "real") return;
    const size = this.#store.description.latent_size;
    this.#store.setZ(report.codes.slice(index * size, (index + 1) * size), "sample");
    this.#store.settle("went to a generated sample");
  }
}

export function createCoverage(store: SpaceStore, element: HTMLElement): Cleanup {
  const view = new CoverageView(store);
  element.append(view.element);
  view.start();
  return () => view.dispose();
}

export const COVERAGE: Tool = {
  id: "coverage",
  title: "Coverage",
  hint: "Real data against what the model generates: what is missing, what is repeated",
  create: createCoverage,
  refusal: (store) =>
    isExported(store)
      ? "Comparing what the model generates with real data needs Python: open the space in a notebook, lw.CoverageView(space)."
      : null,
};

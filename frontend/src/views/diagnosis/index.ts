// The report: a card for each side of the space, plain words first, figures beside.

import { button, h, setText } from "../../dom.ts";
import { download, fileName } from "../../sound/download.ts";
import type { Cleanup, SpaceStore } from "../../store.ts";
import { figure, GRADES, isExported, type Measured, type StepTold } from "../coverage/report.ts";
import type { Tool } from "../tools.ts";
import type { DiagnosisReport, DiagnosisSection } from "./report.ts";

class DiagnosisView {
  readonly element = h("section", "lw-diagnosis", { "aria-label": "Diagnosis" });
  readonly #store: SpaceStore;
  readonly #end = new AbortController();
  readonly #words = h("p", "lw-diagnosis-summary", { role: "status" });
  readonly #bar = h("progress", "lw-diagnosis-progress", { max: 1, "aria-label": "Diagnosing" });
  readonly #run = button("Diagnose", () => void this.#diagnose(this.#shown ? { again: true } : {}));
  readonly #cancel = button("Cancel", () => this.#asking?.abort());
  readonly #save = button("Save as HTML", () => void this.#download(), {
    title: "One page, without Python",
  });
  readonly #cards = h("div", "lw-diagnosis-cards");
  /** Of the pictures; given back with them. */
  #addresses: string[] = [];
  #shown = false;
  #asking: AbortController | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    const buttons = [this.#bar, this.#cancel, this.#run, this.#save];
    const head = h("header", "lw-diagnosis-head", {}, this.#words, ...buttons);
    this.element.append(head, this.#cards);
  }

  /** Shows a report that is there already. */
  start(): void {
    void this.#diagnose({ known: true });
  }

  dispose(): void {
    this.#end.abort();
    this.#asking?.abort();
    this.#forget();
    this.element.remove();
  }

  async #diagnose(options: { again?: boolean; known?: boolean }): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#busy(true);
    setText(this.#words, options.known ? "" : "Looking at all sides of the space …");
    this.#bar.removeAttribute("value");
    let words = "";
    try {
      const { report } = await this.#store.request("diagnosis", options, {
        signal: asking.signal,
        onProgress: (told) => {
          const { step, total } = told as StepTold;
          this.#bar.max = total;
          this.#bar.value = step;
        },
      });
      if (asking.signal.aborted) return;
      if (report) this.#show(report);
      words = report
        ? report.summary
        : "What is good about this space, what is broken, and what to try.";
    } catch (error) {
      words = asking.signal.aborted ? "Cancelled." : (error as Error).message;
    } finally {
      if (this.#asking === asking && !this.#end.signal.aborted) {
        setText(this.#words, words);
        this.#busy(false);
      }
    }
  }

  #busy(on: boolean): void {
    this.element.setAttribute("aria-busy", String(on));
    for (const each of [this.#bar, this.#cancel]) each.hidden = !on;
    this.#run.hidden = on;
    this.#save.hidden = on || !this.#shown;
    setText(this.#run, this.#shown ? "Diagnose again" : "Diagnose");
  }

  #show(report: DiagnosisReport): void {
    this.#forget();
    this.#shown = true;
    this.#cards.replaceChildren(...report.sections.map((section) => this.#card(section)));
  }

  #card(section: DiagnosisSection): HTMLElement {
    const [mark, word] = GRADES[section.grade];
    const title = h(
      "h3",
      "lw-diagnosis-title",
      {},
      h("span", "lw-diagnosis-mark", { "aria-hidden": "true" }, mark),
      section.title,
      h("span", "lw-diagnosis-word", {}, word),
    );
    const card = h(
      "article",
      "lw-diagnosis-card",
      { "data-grade": section.grade, "aria-label": section.title },
      title,
      h("p", "lw-diagnosis-verdict", {}, section.verdict),
      ...section.why.map((reason) => h("p", "lw-diagnosis-why lw-soft", {}, reason)),
      ...section.advice.map((advice) =>
        h("p", "lw-diagnosis-why", {}, h("b", "", {}, "Try: "), advice),
      ),
    );
    if (section.picture) {
      const blob = new Blob([section.picture], { type: "image/png" });
      const src = URL.createObjectURL(blob);
      this.#addresses.push(src);
      card.append(h("img", "lw-diagnosis-picture", { src, alt: `${section.title}, drawn` }));
    }
    if (section.measures.length) {
      const figures = h("summary", "", {}, `Figures (${section.measures.length})`);
      const list = h("ul", "lw-diagnosis-figures", {}, ...section.measures.map(line));
      card.append(h("details", "", { open: section.grade !== "good" }, figures, list));
    }
    return card;
  }

  async #download(): Promise<void> {
    try {
      const { data } = await this.#store.request(
        "diagnosis_page",
        {},
        { signal: this.#end.signal },
      );
      const name = fileName(`${this.#store.description.name}-diagnosis`, "html");
      download(data.slice(), name, "text/html");
    } catch (error) {
      if (!this.#end.signal.aborted) setText(this.#words, (error as Error).message);
    }
  }

  #forget(): void {
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
  }
}

function line({ name, value, interval, expected, ceiling, label }: Measured): HTMLElement {
  const parts = [figure(value)];
  if (interval) parts.push(`${figure(interval[0])} to ${figure(interval[1])}`);
  if (expected !== null) parts.push(`expected ${figure(expected)}`);
  if (ceiling !== null) parts.push(`at most ${figure(ceiling)}`);
  return h(
    "li",
    "",
    {},
    h("b", "", {}, name),
    ` ${parts.join(", ")} `,
    h("small", "lw-soft", {}, label),
  );
}

function createDiagnosis(store: SpaceStore, element: HTMLElement): Cleanup {
  const view = new DiagnosisView(store);
  element.append(view.element);
  view.start();
  return () => view.dispose();
}

export const DIAGNOSIS: Tool = {
  id: "diagnosis",
  title: "Report",
  hint: "What is good about this space, what is broken, what to try",
  create: createDiagnosis,
  refusal: (store) =>
    isExported(store)
      ? "The report about the space needs Python: open the space in a notebook, lw.DiagnosisView(space)."
      : null,
};

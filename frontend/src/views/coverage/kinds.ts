// The labels: how often each is made, and how often it should be.

import { h } from "../../dom.ts";
import { type CoverageReport, type KindShare, percent } from "./report.ts";

const MARKS = { missing: "✗ missing", seldom: "! too seldom", "": "" } as const;

export function fillKinds(element: HTMLElement, report: CoverageReport): void {
  const { kinds, kinds_note, kinds_label, features } = report;
  element.hidden = kinds.length === 0 && kinds_label === "";
  const title = h("h4", "lw-coverage-title", {}, "Kinds");
  if (!kinds.length) {
    element.replaceChildren(title, h("p", "lw-coverage-words lw-soft", {}, kinds_note));
    return;
  }
  const most = Math.max(...kinds.flatMap(({ share, expected }) => [share, expected]));
  element.replaceChildren(
    title,
    h("div", "lw-coverage-kinds", { role: "list" }, ...kinds.map((kind) => row(kind, most))),
    h(
      "p",
      "lw-coverage-words lw-soft",
      {},
      `Each generated sample counts as the real one nearest to it in ${features}; of real samples that is right ${kinds_label}. The line is where real samples stand.`,
    ),
  );
}

function row({ label, share, expected, state }: KindShare, most: number): HTMLElement {
  const at = (x: number) => `${(100 * x) / most}%`;
  const track = h(
    "span",
    "lw-coverage-track",
    { "aria-hidden": "true" },
    h("span", "lw-coverage-bar", { style: `width: ${at(share)}` }),
    h("span", "lw-coverage-expected", { style: `left: ${at(expected)}` }),
  );
  const numbers = h("span", "lw-coverage-numbers", {}, h("b", "", {}, percent(share)));
  numbers.append(`; equals ${percent(expected)}`);
  const element = h(
    "div",
    "lw-coverage-measure",
    { role: "listitem" },
    h("span", "lw-coverage-name", { dir: "auto" }, label),
    track,
    numbers,
    h("small", "lw-coverage-meaning", {}, MARKS[state]),
  );
  if (state) element.dataset.state = state;
  return element;
}

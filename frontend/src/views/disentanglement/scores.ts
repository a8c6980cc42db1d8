// The scores, each with what it would be at best and by chance, on one scale.

import { h } from "../../dom.ts";
import type { FactorScore } from "./report.ts";

export function scoreRows(scores: readonly FactorScore[]): HTMLElement[] {
  return scores.map((score) => {
    const { name, value, interval, expected, ceiling, label } = score;
    const bar = h("span", "lw-disent-score-bar");
    bar.style.width = `${100 * clamp(value)}%`;
    const mark = h("span", "lw-disent-score-mark");
    mark.style.left = `${100 * clamp(ceiling)}%`;
    const chance = expected === null ? "" : `, by chance ${expected.toFixed(2)}`;
    const [low, high] = interval.map((end) => end.toFixed(2));
    return h(
      "div",
      "lw-disent-score",
      { title: label },
      h("strong", "", {}, name),
      h("span", "lw-disent-score-value", {}, value.toFixed(2)),
      h("span", "lw-disent-score-track", { "aria-hidden": "true" }, bar, mark),
      h("span", "lw-soft", {}, `95 % ${low}–${high}; at most ${ceiling.toFixed(2)}${chance}`),
      h("span", "lw-soft lw-disent-score-label", {}, label),
    );
  });
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

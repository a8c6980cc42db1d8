// The figures as bars with their intervals, and a line where equals would be.

import { h } from "../../dom.ts";
import { figure, type Measured } from "./report.ts";

const WORDS: Record<string, string> = {
  precision: "how many of the generated lie among the data",
  recall: "how many of the data lie among the generated",
  density: "how densely the generated lie where the data are; may be above 1",
  coverage: "how many of the data have a generated sample near",
  NDB: "share of the bins that differ: low is good",
  "nearest other": "how far a generated sample is from the nearest other one",
  diversity: "how varied, as a share of the real data's variety (Vendi)",
};

export function measuresList(measures: readonly Measured[]): HTMLElement {
  return h("div", "lw-coverage-measures", { role: "list" }, ...measures.map(row));
}

function row(measure: Measured): HTMLElement {
  const { name, value, interval, expected, label } = measure;
  const top = Math.max(1e-9, value, expected ?? 0, interval?.[1] ?? 0);
  // Shares stand on a scale to 1.
  const scale = top <= 1 ? 1 : top * 1.05;
  const at = (x: number) => `${(100 * Math.max(0, x)) / scale}%`;
  const track = h("span", "lw-coverage-track", { "aria-hidden": "true" });
  track.append(h("span", "lw-coverage-bar", { style: `width: ${at(value)}` }));
  if (interval) {
    const [low, high] = interval;
    const style = `left: ${at(low)}; width: ${(100 * Math.max(0, high - low)) / scale}%`;
    track.append(h("span", "lw-coverage-interval", { style }));
  }
  if (expected !== null) {
    track.append(h("span", "lw-coverage-expected", { style: `left: ${at(expected)}` }));
  }
  const numbers = h("span", "lw-coverage-numbers", {}, h("b", "", {}, figure(value)));
  if (interval) {
    numbers.append(` ${figure(interval[0])} to ${figure(interval[1])}`);
  }
  if (expected !== null) numbers.append(`; equals ${figure(expected)}`);
  return h(
    "div",
    "lw-coverage-measure",
    { role: "listitem", title: label },
    h("span", "lw-coverage-name", {}, name),
    track,
    numbers,
    h("small", "lw-soft lw-coverage-meaning", {}, WORDS[name] ?? ""),
    h("small", "lw-soft lw-coverage-label", {}, label),
  );
}

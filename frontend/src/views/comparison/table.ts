// The figures of both models: what is better is marked only where the intervals leave no doubt.

import { h } from "../../dom.ts";
import type { ComparedFigure, ComparedValue } from "./report.ts";

export function figuresTable(
  names: readonly [string, string],
  figures: readonly ComparedFigure[],
): HTMLElement {
  const heads = ["", ...names].map((name) => h("th", "", { scope: "col" }, name));
  const rows = figures.map(({ name, better, values }) => {
    const ahead = clearlyBetter(better, values);
    const cells = values.map((value, side) => cell(value, ahead === side));
    const label = values[0].label || values[1].label;
    return h("tr", "", {}, h("th", "", { scope: "row", title: label }, name), ...cells);
  });
  return h(
    "table",
    "lw-figures",
    {},
    h("caption", "lw-spoken", {}, `Figures of ${names.join(" and ")}`),
    h("thead", "", {}, h("tr", "", {}, ...heads)),
    h("tbody", "", {}, ...rows),
  );
}

/** The side whose interval lies wholly on the better side of the other's; null where none does. */
function clearlyBetter(
  better: ComparedFigure["better"],
  [first, second]: readonly [ComparedValue, ComparedValue],
): 0 | 1 | null {
  if (!better || !first.interval || !second.interval) return null;
  const [low, high] = better === "low" ? ([0, 1] as const) : ([1, 0] as const);
  if (first.interval[1] < second.interval[0]) return low;
  if (second.interval[1] < first.interval[0]) return high;
  return null;
}

function cell({ value, interval, reference, label, why }: ComparedValue, ahead: boolean) {
  if (value === null) return h("td", "lw-soft", { title: why }, "– ", h("small", "", {}, why));
  const text = h("b", "", {}, number(value));
  const element = h("td", ahead ? "lw-ahead" : "", { title: label }, text);
  if (interval) {
    element.append(h("small", "lw-soft", {}, ` ${number(interval[0])} to ${number(interval[1])}`));
  }
  if (reference) element.append(h("small", "lw-soft", {}, ` ${reference}`));
  if (ahead) element.append(h("small", "lw-ahead-word", {}, " better"));
  return element;
}

export function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 4 : 3;
  return String(Number(value.toPrecision(digits)));
}

// Two curves under the film: how dense the data lie along the way, and how fast the output changes.

import { h, setText } from "../../dom.ts";
import type { Curves } from "../../protocol.ts";
import { signed } from "../../words.ts";
import { svg } from "../map/svg.ts";

const HEIGHT = 100;

/** What is to be read from the curves: as in `Path` of latentwidgets/spaces/paths. */
export interface Figures {
  length: number;
  evenness: number;
  lowest: number;
}

export function figuresOf({ speed, density }: Curves): Figures {
  const length = speed.reduce((sum, step) => sum + step, 0);
  const largest = speed.reduce((most, step) => Math.max(most, step), 0);
  const evenness = length > 0 ? largest / (length / speed.length) : 1;
  const lowest = density.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return { length, evenness, lowest };
}

class Plot {
  readonly element: HTMLElement;
  readonly #title = h("span", "lw-plot-title");
  readonly #figures = h("span", "lw-soft");
  readonly #picture = svg("svg", {
    class: "lw-plot-picture",
    viewBox: `0 0 ${HEIGHT} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  readonly #band = svg("rect", { class: "lw-plot-band", x: 0, width: HEIGHT });
  readonly #area = svg("path", { class: "lw-plot-area" });
  readonly #line = svg("path", { class: "lw-plot-line" });
  readonly #mark = h("span", "lw-plot-mark");

  constructor(title: string, kind: string) {
    setText(this.#title, title);
    this.#picture.append(this.#band, this.#area, this.#line);
    const frame = h("div", "lw-plot-frame", {}, this.#mark);
    frame.prepend(this.#picture);
    const head = h("div", "lw-plot-head", {}, this.#title, this.#figures);
    this.element = h("div", `lw-plot lw-plot-${kind}`, {}, head, frame);
  }

  /** Values at even places, within `low` to `high`; what is beyond runs along the edge. */
  draw(
    values: ArrayLike<number>,
    [low, high]: readonly [number, number],
    band: readonly [number, number] | null,
  ): void {
    const y = (value: number) =>
      HEIGHT * (1 - Math.min(1, Math.max(0, (value - low) / (high - low || 1))));
    const points = Array.from(values, (value, i) => {
      const x = (HEIGHT * i) / Math.max(1, values.length - 1);
      return `${x.toFixed(2)} ${y(value).toFixed(2)}`;
    });
    this.#line.setAttribute("d", points.length ? `M${points.join("L")}` : "");
    const area = points.length ? `M0 ${HEIGHT}L${points.join("L")}L${HEIGHT} ${HEIGHT}Z` : "";
    this.#area.setAttribute("d", area);
    this.#band.setAttribute("y", band ? String(y(band[1])) : "0");
    this.#band.setAttribute("height", band ? String(y(band[0]) - y(band[1])) : "0");
  }

  say(figures: string, label: string): void {
    setText(this.#figures, figures);
    this.element.title = label;
  }

  mark(position: number): void {
    this.#mark.style.left = `${100 * position}%`;
  }
}

export class Plots {
  readonly element: HTMLElement;
  readonly #density = new Plot("data's density", "density");
  readonly #speed = new Plot("speed of the output", "speed");
  readonly #words = h("p", "lw-plots-words lw-soft", { role: "status" });

  constructor() {
    this.element = h(
      "div",
      "lw-plots",
      {},
      this.#density.element,
      this.#speed.element,
      this.#words,
    );
  }

  show(curves: Curves | null, words: string): void {
    setText(this.#words, words);
    this.#words.hidden = words === "";
    for (const plot of [this.#density, this.#speed]) plot.element.hidden = curves === null;
    if (!curves) return;
    const { speed, density, low, high } = curves;
    const { length, evenness, lowest } = figuresOf(curves);
    // The lonely deep is cut off: how dense typical data lie must be seen.
    const top = density.reduce((most, value) => Math.max(most, value), high);
    const floor = Math.max(lowest, low - 2 * (high - low));
    const margin = 0.08 * (top - Math.min(floor, low));
    this.#density.draw(density, [Math.min(floor, low) - margin, top + margin], [low, high]);
    const where = lowest < low ? "leaves the data" : "within the data";
    this.#density.say(
      `${where} · lowest ${signed(lowest, 1)}, 90 % of the data ${signed(low, 1)} to ${signed(high, 1)}`,
      curves.density_label,
    );
    const most = speed.reduce((largest, step) => Math.max(largest, step), 0);
    const mean = length / Math.max(1, speed.length);
    this.#speed.draw(speed, [0, Math.max(1.1 * most, 2 * mean) || 1], null);
    this.#speed.say(
      `length ${length.toPrecision(3)} · fastest step ${evenness.toFixed(1)}× the mean`,
      curves.speed_label,
    );
  }

  mark(position: number): void {
    this.#density.mark(position);
    this.#speed.mark(position);
  }
}

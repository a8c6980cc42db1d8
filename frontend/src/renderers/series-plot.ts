// The lines of a series: a panel for each unit, one under the other, on one axis of time.

import type { SeriesModality } from "../modalities/series.ts";
import { svg } from "../views/map/svg.ts";
import { linePath, type Plane, ticksOf, tickText } from "./series-scale.ts";

const LEFT = 46;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 34;
const BETWEEN = 12;
/** Pixels for one number on an axis. */
const TICK_WIDTH = 64;
const TICK_HEIGHT = 18;

/** A channel's lines: now, and at the last rest. */
interface Lines {
  channel: number;
  now: SVGPathElement;
  before: SVGPathElement;
  dot: SVGCircleElement;
}

interface Panel {
  unit: string;
  top: number;
  area: SVGSVGElement;
  lines: Lines[];
}

export class SeriesPlot {
  readonly element: SVGSVGElement;
  readonly #modality: SeriesModality;
  readonly #axes = svg("g", { class: "lw-series-axes" });
  readonly #hair = svg("line", { class: "lw-series-hair" });
  readonly #missing = svg("path", { class: "lw-series-missing" });
  readonly #panels: Panel[];
  readonly #compact: boolean;
  #plane: Plane;
  #values: Float32Array | null = null;
  #before: Float32Array | null = null;
  #step: number | null = null;

  constructor(modality: SeriesModality, compact: boolean) {
    this.#modality = modality;
    this.#compact = compact;
    const [low, high] = modality.value_range;
    this.#plane = { width: 0, height: 0, low, high };
    const units = compact
      ? [""]
      : [...new Set(modality.channels.map((_, i) => unitOf(modality, i)))];
    this.#panels = units.map((unit) => {
      const all = modality.channels.map((_, i) => i);
      const channels = all.filter((i) => compact || unitOf(modality, i) === unit);
      const lines = channels.map(createLines);
      const parts = lines.flatMap(({ before, now, dot }) => [before, now, dot]);
      return { unit, top: 0, area: svg("svg", { class: "lw-series-area" }, ...parts), lines };
    });
    const areas = this.#panels.map(({ area }) => area);
    const parts = [this.#axes, ...areas, this.#missing, this.#hair];
    this.element = svg("svg", { class: "lw-series-plot", "aria-hidden": "true" }, ...parts);
    this.cross(null);
  }

  resize(width: number, height: number): void {
    const [left, right] = this.#compact ? [0, 0] : [LEFT, RIGHT];
    const [top, bottom] = this.#compact ? [0, 0] : [TOP, BOTTOM];
    const n = this.#panels.length;
    const free = height - top - bottom - (n - 1) * BETWEEN;
    const { low, high } = this.#plane;
    this.#plane = {
      width: Math.max(1, width - left - right),
      height: Math.max(1, free / n),
      low,
      high,
    };
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [i, panel] of this.#panels.entries()) {
      panel.top = top + i * (this.#plane.height + BETWEEN);
      const place = { x: left, y: panel.top, width: this.#plane.width, height: this.#plane.height };
      for (const [name, value] of Object.entries(place)) {
        panel.area.setAttribute(name, String(value));
      }
    }
    if (!this.#compact) this.#drawAxes(height);
    this.#draw("before");
    this.#draw("now");
    this.cross(this.#step);
  }

  show(values: Float32Array, before: Float32Array | null): void {
    this.#values = values;
    this.#draw("now");
    if (before !== this.#before) {
      this.#before = before;
      this.#draw("before");
    }
    this.cross(this.#step);
  }

  /** The step at a pixel from the plot's left edge. */
  stepAt(x: number): number {
    const share = (x - LEFT) / this.#plane.width;
    const last = this.#modality.steps - 1;
    return Math.round(Math.min(1, Math.max(0, share)) * last);
  }

  /** The channel whose line is nearest to a pixel from the plot's upper edge, at a step. */
  channelAt(y: number, step: number): number {
    const distances = this.#modality.channels.map((_, channel) => {
      return Math.abs(this.pointOf(step, channel)[1] - y);
    });
    return distances.indexOf(Math.min(...distances));
  }

  /** Where a channel's line is at a step; in the middle of its panel where it has no value. */
  pointOf(step: number, channel: number): readonly [x: number, y: number] {
    const { width, height, low, high } = this.#plane;
    const panel = this.#panels.find(({ lines }) => lines.some((line) => line.channel === channel));
    const value = this.#valueAt(step, channel);
    const share = Number.isNaN(value) ? 0.5 : (high - value) / (high - low);
    return [
      LEFT + (step / Math.max(1, this.#modality.steps - 1)) * width,
      (panel?.top ?? 0) + Math.min(1, Math.max(0, share)) * height,
    ];
  }

  /** Marks a step; none for null. */
  cross(step: number | null): void {
    this.#step = step;
    this.#hair.style.display = step === null ? "none" : "";
    const { width, height, low, high } = this.#plane;
    const x = ((step ?? 0) / Math.max(1, this.#modality.steps - 1)) * width;
    for (const { lines } of this.#panels) {
      for (const { channel, dot } of lines) {
        const value = this.#valueAt(step, channel);
        dot.style.display = Number.isNaN(value) ? "none" : "";
        if (Number.isNaN(value)) continue;
        dot.setAttribute("cx", x.toFixed(1));
        dot.setAttribute("cy", (((high - value) / (high - low)) * height).toFixed(1));
      }
    }
    if (step === null) return;
    const last = this.#panels.at(-1) as Panel;
    const ends = { x1: LEFT + x, x2: LEFT + x, y1: TOP, y2: last.top + height };
    for (const [name, end] of Object.entries(ends)) this.#hair.setAttribute(name, end.toFixed(1));
  }

  #valueAt(step: number | null, channel: number): number {
    if (step === null || !this.#values) return Number.NaN;
    return this.#values[step * this.#modality.channels.length + channel] ?? Number.NaN;
  }

  #draw(which: "now" | "before"): void {
    const values = which === "now" ? this.#values : this.#before;
    if (this.#plane.width === 0) return;
    const channels = this.#modality.channels.length;
    for (const { lines } of this.#panels) {
      for (const line of lines) {
        const path = values ? linePath(values, line.channel, channels, this.#plane) : "";
        line[which].setAttribute("d", path);
      }
    }
    if (which === "now" && values && !this.#compact) this.#drawMissing(values);
  }

  /** Along the axis, where a value is not a number. */
  #drawMissing(values: Float32Array): void {
    const channels = this.#modality.channels.length;
    const across = this.#plane.width / Math.max(1, this.#modality.steps - 1);
    const y = (this.#panels.at(-1)?.top ?? 0) + this.#plane.height - 2;
    let path = "";
    for (let i = 0, until = -1; i < values.length; i++) {
      const step = Math.floor(i / channels);
      if (!Number.isNaN(values[i]) || step === until) continue;
      until = step;
      path += `M${(LEFT + (step - 0.5) * across).toFixed(1)} ${y}h${across.toFixed(1)}`;
    }
    if (this.#missing.getAttribute("d") !== path) this.#missing.setAttribute("d", path);
  }

  #drawAxes(height: number): void {
    const { width, low, high, height: tall } = this.#plane;
    const parts: SVGElement[] = [];
    const text = (words: string, at: Record<string, string | number>) => {
      const element = svg("text", at);
      element.textContent = words;
      parts.push(element);
    };
    const line = (x1: number, y1: number, x2: number, y2: number, name = "lw-series-grid") => {
      parts.push(svg("line", { class: name, x1, y1, x2, y2 }));
    };
    const values = ticksOf(low, high, tall / TICK_HEIGHT);
    for (const { top, unit } of this.#panels) {
      for (const value of values) {
        const y = Math.round(top + ((high - value) / (high - low)) * tall) + 0.5;
        line(LEFT, y, LEFT + width, y);
        const words = tickText(value, spacingOf(values));
        text(words, { x: LEFT - 6, y: y + 4, "text-anchor": "end" });
      }
      if (unit) text(unit, { x: LEFT + 5, y: top + 13, class: "lw-series-unit" });
    }
    const { steps, interval, interval_unit } = this.#modality;
    const end = (steps - 1) * interval;
    const times = ticksOf(0, end, width / TICK_WIDTH);
    const foot = (this.#panels.at(-1)?.top ?? 0) + tall;
    line(LEFT, foot, LEFT + width, foot, "lw-series-foot");
    for (const time of times) {
      const x = Math.round(LEFT + (time / (end || 1)) * width) + 0.5;
      line(x, foot, x, foot + 4, "lw-series-foot");
      text(tickText(time, spacingOf(times)), { x, y: foot + 16, "text-anchor": "middle" });
    }
    const name = interval_unit ? `time (${interval_unit})` : "step";
    text(name, { x: LEFT + width, y: height - 4, "text-anchor": "end" });
    this.#axes.replaceChildren(...parts);
  }
}

function createLines(channel: number): Lines {
  const name = `lw-series-line lw-channel-${channel % 6}`;
  return {
    channel,
    before: svg("path", { class: `${name} lw-series-before` }),
    now: svg("path", { class: name }),
    dot: svg("circle", { class: `lw-series-dot lw-channel-${channel % 6}`, r: 4 }),
  };
}

function unitOf({ units }: SeriesModality, channel: number): string {
  return units[channel] ?? "";
}

function spacingOf(ticks: readonly number[]): number {
  return ticks.length > 1 ? (ticks[1] as number) - (ticks[0] as number) : 1;
}

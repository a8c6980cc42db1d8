// One dimension of the samples against one factor: dots, the current code a line.

import { eachFrame, h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import type { FactorScatter } from "./report.ts";

const WIDTH = 300;
const HEIGHT = 190;
const EDGE = { left: 78, right: 8, top: 8, bottom: 22 };
const MOST_CLASSES = 12;
const LETTERS = 11;

export interface ScatterPlot {
  element: HTMLElement;
  show(data: FactorScatter, dimension: number, factor: string): void;
  /** The line of the current code. */
  move(): void;
  dispose(): void;
}

export function createScatter(store: SpaceStore): ScatterPlot {
  const canvas = h("canvas", "lw-disent-scatter", { role: "img" });
  const words = h("p", "lw-soft lw-disent-scatter-words");
  const element = h("div", "lw-disent-scatter-box", {}, canvas, words);
  let shown: { data: FactorScatter; dimension: number; factor: string } | null = null;
  const frame = eachFrame(() => paint());

  const paint = () => {
    if (!shown) return;
    const { data, dimension } = shown;
    const scale = Math.min(3, Math.max(1, devicePixelRatio));
    canvas.width = WIDTH * scale;
    canvas.height = HEIGHT * scale;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    const style = getComputedStyle(canvas);
    const [ink, soft, line] = ["--lw-accent", "--lw-soft", "--lw-line"].map((name) =>
      style.getPropertyValue(name),
    ) as [string, string, string];
    const isClass = data.categories.length > 0;
    const [lowX, highX] = spanOf([...data.x, store.z[dimension] ?? 0]);
    const [lowY, highY] = isClass ? [-0.5, data.categories.length - 0.5] : spanOf([...data.y]);
    const placeX = (x: number) =>
      EDGE.left + ((x - lowX) / (highX - lowX)) * (WIDTH - EDGE.left - EDGE.right);
    const placeY = (y: number) =>
      HEIGHT - EDGE.bottom - ((y - lowY) / (highY - lowY)) * (HEIGHT - EDGE.top - EDGE.bottom);
    context.strokeStyle = line;
    context.strokeRect(
      EDGE.left,
      EDGE.top,
      WIDTH - EDGE.left - EDGE.right,
      HEIGHT - EDGE.top - EDGE.bottom,
    );
    context.fillStyle = ink;
    context.globalAlpha = 0.45;
    for (const [i, x] of data.x.entries()) {
      const y = data.y[i] as number;
      if (Number.isNaN(y)) continue;
      const apart = isClass ? 0.5 * spread(i) : 0;
      context.beginPath();
      context.arc(placeX(x), placeY(y + apart), 1.8, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    context.fillStyle = soft;
    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const ticks: [number, string][] = isClass
      ? data.categories.slice(0, MOST_CLASSES).map((name, i) => [i, name])
      : [lowY, highY].map((y) => [y, short(y)]);
    for (const [y, text] of ticks) {
      const at = Math.min(HEIGHT - EDGE.bottom - 6, Math.max(EDGE.top + 6, placeY(y)));
      context.fillText(cut(text), EDGE.left - 5, at);
    }
    context.textBaseline = "bottom";
    for (const [x, align] of [
      [lowX, "left"],
      [highX, "right"],
    ] as const) {
      context.textAlign = align;
      context.fillText(short(x), placeX(x), HEIGHT - 4);
    }
    context.textAlign = "center";
    const middle = EDGE.left + (WIDTH - EDGE.left - EDGE.right) / 2;
    context.fillText(store.dimensionTitle(dimension), middle, HEIGHT - 4);
    context.strokeStyle = style.getPropertyValue("--lw-warn");
    context.setLineDash([4, 3]);
    const now = placeX(store.z[dimension] ?? 0);
    context.beginPath();
    context.moveTo(now, EDGE.top);
    context.lineTo(now, HEIGHT - EDGE.bottom);
    context.stroke();
  };

  return {
    element,
    show(data, dimension, factor) {
      shown = { data, dimension, factor };
      const title = store.dimensionTitle(dimension);
      const label = `${title} (across) against ${factor} (up)`;
      canvas.setAttribute("aria-label", `${label}, ${data.x.length} samples`);
      const part = data.x.length < data.n ? ` of ${data.n.toLocaleString("en")}` : "";
      const order = data.categories.length ? "" : orderWords(rankCorrelation(data.x, data.y));
      words.textContent =
        `${label}; each dot is one of ${data.x.length.toLocaleString("en")}${part} samples, ` +
        `the dashed line is where you are.${order}`;
      paint();
    },
    move: () => frame.ask(),
    dispose: () => frame.stop(),
  };
}

function orderWords(correlation: number): string {
  return Number.isNaN(correlation)
    ? " There is no rank correlation: the dimension or the factor does not vary."
    : ` Rank correlation ${correlation.toFixed(2)}.`;
}

/** Spearman's, of pairs whose factor is not missing; NaN where one of the two does not vary. */
export function rankCorrelation(x: Float32Array, y: Float32Array): number {
  const kept = [...y.keys()].filter((i) => !Number.isNaN(y[i]));
  const [a, b] = [x, y].map((values) => ranks(kept.map((i) => values[i] as number)));
  if (!a || !b || kept.length < 3) return Number.NaN;
  const middle = (kept.length - 1) / 2;
  let [both, one, other] = [0, 0, 0];
  for (let i = 0; i < kept.length; i++) {
    const [p, q] = [(a[i] as number) - middle, (b[i] as number) - middle];
    both += p * q;
    one += p * p;
    other += q * q;
  }
  return both / Math.sqrt(one * other);
}

/** From 0; equal values share the mean of theirs. */
function ranks(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((i, j) => (values[i] as number) - (values[j] as number));
  const found = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    const value = values[order[start] as number];
    while (end < order.length && values[order[end] as number] === value) end += 1;
    for (let i = start; i < end; i++) found[order[i] as number] = (start + end - 1) / 2;
    start = end;
  }
  return found;
}

function spanOf(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? [low, high] : [low - 1, low + 1];
}

/** Apart from others of its class, the same each time: -0.5 to 0.5. */
function spread(i: number): number {
  return ((i * 0.618034) % 1) - 0.5;
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString().replace("-", "−");
}

function cut(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text;
}

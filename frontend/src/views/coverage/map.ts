// Real and generated samples on one plane: told apart by colour and by shape.

import { eachFrame, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import { onTheme } from "../../theme.ts";
import { type CoverageReport, members, percent, type SetName } from "./report.ts";

const MARGIN = 14;
const DOT = 2.4;
const REACH = 18; // pixels around the pointer

interface Place {
  set: SetName;
  index: number;
  x: number;
  y: number;
}

export interface CoverageMap {
  element: HTMLElement;
  show(report: CoverageReport): void;
  /** Marks a bin's samples, or one sample; null marks none. */
  mark(bin: number | null, at?: { set: SetName; index: number } | null): void;
  dispose: Cleanup;
}

/** `onChoose` hears of a sample that was clicked. */
export function createCoverageMap(onChoose: (set: SetName, index: number) => void): CoverageMap {
  const canvas = h("canvas", "lw-coverage-canvas", { role: "img" });
  const caption = h("figcaption", "lw-soft lw-coverage-caption");
  const legend = h("div", "lw-coverage-legend");
  const box = h("div", "lw-coverage-plane", {}, canvas);
  const element = h("figure", "lw-coverage-map", {}, legend, box, caption);
  let report: CoverageReport | null = null;
  let bin: number | null = null;
  let at: { set: SetName; index: number } | null = null;
  let places: Place[] = [];
  const paint = eachFrame(() => draw());

  const draw = () => {
    const { clientWidth: width, clientHeight: height } = box;
    if (!report || !width || !height) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    places = laidOut(report, width, height);
    const style = getComputedStyle(element);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const inBin = bin === null || !report.bins ? null : new Set(members(report.bins.real, bin));
    const alsoInBin =
      bin === null || !report.bins ? null : new Set(members(report.bins.generated, bin));
    for (const { set, index, x, y } of places) {
      const chosen = (set === "real" ? inBin : alsoInBin)?.has(index) ?? true;
      context.globalAlpha = chosen ? 0.75 : 0.12;
      context.fillStyle = colour(set === "real" ? "--lw-coverage-real" : "--lw-coverage-made");
      shape(context, set, x, y, inBin && chosen ? DOT + 1.2 : DOT);
    }
    context.globalAlpha = 1;
    const marked = at && places.find(({ set, index }) => set === at?.set && index === at?.index);
    if (marked) {
      context.strokeStyle = colour("--lw-ink");
      context.lineWidth = 2;
      context.beginPath();
      context.arc(marked.x, marked.y, 9, 0, 2 * Math.PI);
      context.stroke();
    }
  };
  canvas.addEventListener("click", (event) => {
    const near = nearest(places, event.offsetX, event.offsetY);
    if (near) onChoose(near.set, near.index);
  });
  const observer = new ResizeObserver(() => paint.ask());
  observer.observe(box);
  let unfollow: Cleanup = () => {};
  return {
    element,
    show(given) {
      report = given;
      unfollow();
      unfollow = onTheme(element, () => paint.ask()); // the colours are the theme's
      const words = (set: string, n: number) => `${set} (${n.toLocaleString("en")})`;
      legend.replaceChildren(
        key("real", words("real", given.n_real)),
        key("generated", words("generated", given.n_generated)),
      );
      const plane = `the first two components of ${given.features}`;
      setText(
        caption,
        `Map: ${plane}; it shows ${percent(given.map.explained)} of the real data's variance.`,
      );
      canvas.setAttribute(
        "aria-label",
        `Map of ${given.n_real} real and ${given.n_generated} generated samples, by ${plane}`,
      );
      paint.ask();
    },
    mark(which, sample = null) {
      bin = which;
      at = sample;
      paint.ask();
    },
    dispose() {
      paint.stop();
      observer.disconnect();
      unfollow();
    },
  };
}

function key(set: SetName, words: string): HTMLElement {
  const mark = h("span", "lw-coverage-key", { "data-set": set, "aria-hidden": "true" });
  return h("span", "lw-coverage-keyed", {}, mark, words);
}

/** Both sets in one frame, its proportions kept; drawn in turns, so that neither hides the other. */
function laidOut({ map }: CoverageReport, width: number, height: number): Place[] {
  const [left, right] = rangeOf(map, 0);
  const [bottom, top] = rangeOf(map, 1);
  const scale = Math.min(
    (width - 2 * MARGIN) / Math.max(right - left, 1e-9),
    (height - 2 * MARGIN) / Math.max(top - bottom, 1e-9),
  );
  const place = (set: SetName, points: Float32Array, index: number): Place => ({
    set,
    index,
    x: width / 2 + ((points[2 * index] as number) - (left + right) / 2) * scale,
    y: height / 2 - ((points[2 * index + 1] as number) - (bottom + top) / 2) * scale,
  });
  const places: Place[] = [];
  const [real, made] = [map.real.length / 2, map.generated.length / 2];
  for (let i = 0; i < Math.max(real, made); i++) {
    if (i < real) places.push(place("real", map.real, i));
    if (i < made) places.push(place("generated", map.generated, i));
  }
  return places;
}

function rangeOf({ real, generated }: CoverageReport["map"], axis: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const points of [real, generated]) {
    for (let i = axis; i < points.length; i += 2) {
      low = Math.min(low, points[i] as number);
      high = Math.max(high, points[i] as number);
    }
  }
  return [low, high];
}

function shape(
  context: CanvasRenderingContext2D,
  set: SetName,
  x: number,
  y: number,
  size: number,
): void {
  context.beginPath();
  if (set === "real") context.arc(x, y, size, 0, 2 * Math.PI);
  else {
    const reach = size * 1.35;
    context.moveTo(x, y - reach);
    context.lineTo(x + reach, y + reach * 0.8);
    context.lineTo(x - reach, y + reach * 0.8);
    context.closePath();
  }
  context.fill();
}

function nearest(places: readonly Place[], x: number, y: number): Place | null {
  let found: Place | null = null;
  let least = REACH;
  for (const place of places) {
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance < least) [found, least] = [place, distance];
  }
  return found;
}

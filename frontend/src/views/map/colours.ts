// From a colouring to one mark a point, and which points a filter leaves.

import { type Colouring, MISSING } from "../../protocol.ts";
import type { Theme } from "../../theme.ts";
import { classMark, MANY_CLASSES, missingColour, parseHex, type Rgb, viridis } from "./palette.ts";

export const SELECTED = 8;

/** The class of point `i` as the filter knows it; `MISSING` for missing values of either kind. */
export function classOf(colouring: Colouring, i: number): number {
  const value = colouring.values[i] ?? Number.NaN;
  if (colouring.kind === "categorical") return value;
  return Number.isFinite(value) ? 0 : MISSING;
}

/** What the colour of point `i` stands for, in words. */
export function nameOf(colouring: Colouring, i: number): string {
  const k = classOf(colouring, i);
  if (k === MISSING) return `${colouring.name} missing`;
  if (colouring.kind === "categorical") return colouring.categories[k] ?? "";
  return `${colouring.name} ${Number((colouring.values[i] ?? 0).toPrecision(3))}`;
}

function markOf(colouring: Colouring | null, theme: Theme): (i: number) => readonly number[] {
  const missing = [...parseHex(missingColour(theme)), 0];
  if (!colouring) {
    const plain = [...parseHex(classMark(0, 1, theme).colour), 0];
    return () => plain;
  }
  const { values } = colouring;
  if (colouring.kind === "categorical") {
    const n = colouring.categories.length;
    const marks = Array.from({ length: n }, (_, k) => {
      const { colour, shape } = classMark(k, n, theme);
      return [...parseHex(colour), shape];
    });
    return (i) => marks[values[i] ?? MISSING] ?? missing;
  }
  const span = colouring.high - colouring.low || 1;
  const ramp: Rgb[] = Array.from({ length: 256 }, (_, k) => viridis(k / 255, theme));
  const marks = ramp.map((rgb) => [...rgb, 0]);
  return (i) => {
    const t = ((values[i] ?? Number.NaN) - colouring.low) / span;
    return marks[Math.round(255 * Math.min(1, Math.max(0, t)))] ?? missing;
  };
}

/** (n, 4) bytes: red, green, blue, and the shape's index, plus `SELECTED` where selected. */
export function markPoints(
  n: number,
  colouring: Colouring | null,
  theme: Theme,
  selection: Uint32Array,
): Uint8Array {
  const marks = new Uint8Array(4 * n);
  const mark = markOf(colouring, theme);
  for (let i = 0; i < n; i++) {
    const [red = 0, green = 0, blue = 0, shape = 0] = mark(i);
    marks[4 * i] = red;
    marks[4 * i + 1] = green;
    marks[4 * i + 2] = blue;
    marks[4 * i + 3] = shape;
  }
  for (const i of selection) if (i < n) marks[4 * i + 3] = (marks[4 * i + 3] ?? 0) | SELECTED;
  return marks;
}

/** Whether shapes help the colours, so that points want to be a little larger. */
export function hasShapes(colouring: Colouring | null): boolean {
  const n = colouring?.kind === "categorical" ? colouring.categories.length : 0;
  return n > MANY_CLASSES;
}

/** How many points each class holds; missing values under `MISSING`. */
export function countClasses(colouring: Colouring): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < colouring.values.length; i++) {
    const k = classOf(colouring, i);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  return counts;
}

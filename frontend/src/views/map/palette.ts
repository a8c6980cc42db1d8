// Colours of classes and values. The first six are Okabe–Ito; the others were searched so that every
// pair keeps its distance (OKLab) under protanopia, deuteranopia and tritanopia, for each theme.

import type { Theme } from "../../theme.ts";

export type Rgb = readonly [number, number, number];

/** "#rrggbb" as three bytes. */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const CLASSES: Record<Theme, readonly string[]> = {
  light: [
    ...["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"],
    ...["#3a4048", "#7a2a1c", "#3a2fb0", "#9a3df0"],
  ],
  dark: [
    ...["#4a94e0", "#f2a516", "#0fae80", "#e08abf", "#9fdcff", "#ee6a33"],
    ...["#f4f5f6", "#f0e442", "#9a6bff", "#6ff0c8"],
  ],
};
const MISSING: Record<Theme, string> = { light: "#a3a9b0", dark: "#6b7480" };

/** Where shapes begin to help the colours. */
export const MANY_CLASSES = 8;
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross"] as const;

export interface ClassMark {
  colour: string;
  /** Index into `SHAPES`. */
  shape: number;
}

/** The mark of class `index`; (colour, shape) repeats after fifty classes. */
export function classMark(index: number, nClasses: number, theme: Theme): ClassMark {
  const colours = CLASSES[theme];
  const colour = colours[index % colours.length] as string;
  if (nClasses <= MANY_CLASSES) return { colour, shape: 0 };
  return { colour, shape: (index + Math.floor(index / colours.length)) % SHAPES.length };
}

export function missingColour(theme: Theme): string {
  return MISSING[theme];
}

// Viridis at nine even steps.
const VIRIDIS = [
  ...["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c"],
  ...["#28ae80", "#5ec962", "#addc30", "#fde725"],
].map(parseHex);

// On dark ground the deep violet end would vanish, on light ground the yellow end.
const SPAN: Record<Theme, readonly [number, number]> = { light: [0, 0.94], dark: [0.32, 1] };

/** Viridis at `t` in 0..1, over the part of it that the theme's ground lets one see. */
export function viridis(t: number, theme: Theme): Rgb {
  const [from, to] = SPAN[theme];
  const at = (from + (to - from) * Math.min(1, Math.max(0, t))) * (VIRIDIS.length - 1);
  const lower = Math.min(Math.floor(at), VIRIDIS.length - 2);
  const a = VIRIDIS[lower] as Rgb;
  const b = VIRIDIS[lower + 1] as Rgb;
  const mix = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * (at - lower));
  return [mix(0), mix(1), mix(2)];
}

export function viridisGradient(theme: Theme): string {
  const stops = Array.from({ length: 9 }, (_, i) => `rgb(${viridis(i / 8, theme).join(" ")})`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

// A canvas as large as its place, sharp on any screen, painted once a frame at most, and again
// where its size or the theme changes.

import { eachFrame, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import { onTheme, type Theme, themeOf } from "../theme.ts";
import type { Box } from "./places/place.ts";

export interface Ground {
  context: CanvasRenderingContext2D;
  /** In CSS pixels. */
  width: number;
  height: number;
  theme: Theme;
  /** A colour of the tokens: `colour("ink")`. */
  colour(token: string): string;
}

export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly #paint: (ground: Ground) => void;
  readonly #frame = eachFrame(() => this.#draw());
  readonly #sizes = new ResizeObserver(() => this.ask());
  #unfollow: Cleanup | null = null;

  constructor(label: string, paint: (ground: Ground) => void) {
    const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
    this.canvas = h("canvas", "lw-surface", named);
    this.#paint = paint;
    this.#sizes.observe(this.canvas);
  }

  /** Paints in the next frame. */
  ask(): void {
    this.#frame.ask();
  }

  dispose(): void {
    this.#frame.stop();
    this.#sizes.disconnect();
    this.#unfollow?.();
  }

  #draw(): void {
    const { canvas } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    const context = canvas.getContext("2d");
    if (!context || width === 0 || height === 0) return; // hidden: the observer tells when it is not
    const ratio = globalThis.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    context.setTransform(wide / width, 0, 0, high / height, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#unfollow ??= onTheme(canvas, () => this.ask());
    const styles = getComputedStyle(canvas);
    const colour = (token: string) => styles.getPropertyValue(`--lw-${token}`).trim();
    this.#paint({ context, width, height, theme: themeOf(canvas), colour });
    canvas.dataset.shown = "true";
  }
}

/** Where a canvas is in the window, without what stands at its left and foot. */
export function insetBox(canvas: HTMLCanvasElement, { left = 0, bottom = 0 }): Box {
  const box = canvas.getBoundingClientRect();
  return {
    left: box.left + left,
    top: box.top,
    width: box.width - left,
    height: box.height - bottom,
  };
}

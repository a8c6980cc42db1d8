// A loop drawn by hand, as a polygon of pixels.

import { svg } from "./svg.ts";

export type Polygon = (readonly [number, number])[];

/** Pixels between two corners. */
const STEP = 3;

export class Lasso {
  readonly element: SVGSVGElement;
  readonly #shape = svg("polygon");
  #polygon: Polygon = [];

  constructor() {
    this.element = svg("svg", { class: "lw-map-lasso", "aria-hidden": "true" }, this.#shape);
    this.#draw();
  }

  start(x: number, y: number): void {
    this.#polygon = [[x, y]];
    this.#draw();
  }

  extend(x: number, y: number): void {
    const last = this.#polygon.at(-1);
    if (!last || Math.hypot(x - last[0], y - last[1]) < STEP) return;
    this.#polygon.push([x, y]);
    this.#draw();
  }

  /** The loop, closed; null where it holds no area. */
  finish(): Polygon | null {
    const polygon = this.#polygon;
    this.cancel();
    return polygon.length >= 3 ? polygon : null;
  }

  cancel(): void {
    this.#polygon = [];
    this.#draw();
  }

  #draw(): void {
    this.element.style.display = this.#polygon.length > 0 ? "" : "none";
    this.#shape.setAttribute("points", this.#polygon.map((corner) => corner.join(",")).join(" "));
  }
}

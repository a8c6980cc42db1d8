// One dimension: a native range input over a strip of what it does, the data's histogram under it.

import { h, setText } from "../dom.ts";
import type { Sliders } from "../protocol.ts";
import { dimensionName, signed } from "../words.ts";
import { listenToRange } from "./range.ts";
import { TextStrip } from "./text-strip.ts";

const BINS = 24;
const STEPS = 200;
const SVG = "http://www.w3.org/2000/svg";

export interface StripRow {
  row: number;
  rows: number;
  /** The number of tiles, where a line is to part them. */
  bounds: number | null;
}

export interface SliderEvents {
  onMove(dimension: number, value: number): void;
  onRelease(): void;
  onReset(dimension: number): void;
}

function drawHistogram(heights: Float32Array): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "lw-histogram");
  svg.setAttribute("viewBox", `0 0 ${BINS} 1`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  const bars = Array.from(heights, (height, bin) => {
    return height > 0 ? `M${bin + 0.08} 1v${-height}h.84V1z` : "";
  });
  path.setAttribute("d", bars.join(""));
  svg.append(path);
  return svg;
}

export class Slider {
  readonly dimension: number;
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly strip: HTMLCanvasElement;
  #texts: TextStrip | null = null;
  /** The code around which the strip was decoded. */
  #base: Float32Array | null = null;
  readonly #low: number;
  readonly #high: number;
  readonly #mean: number;
  readonly #sd: number;
  #shown = Number.NaN;
  readonly #value = h("span", "lw-slider-value");
  readonly #effect: number;

  readonly #name = h("span", "lw-slider-name");

  /** `name`: what the dimension is called, if anything. */
  constructor(dimension: number, sliders: Sliders, events: SliderEvents, name?: string) {
    this.dimension = dimension;
    const at = (values: Float32Array) => values[dimension] ?? 0;
    this.#low = at(sliders.low);
    this.#high = at(sliders.high) > this.#low ? at(sliders.high) : this.#low + 1;
    this.#mean = at(sliders.mean);
    this.#sd = at(sliders.sd);
    this.#effect = at(sliders.effect);
    this.strip = h("canvas", "lw-strip", { "aria-hidden": "true" });
    this.input = h("input", "lw-range", {
      type: "range",
      min: this.#low,
      max: this.#high,
      step: (this.#high - this.#low) / STEPS,
    });
    this.call(name);
    const histogram = sliders.histogram.subarray(dimension * BINS, (dimension + 1) * BINS);
    this.element = h(
      "div",
      "lw-slider",
      { "data-dimension": dimension },
      h("div", "lw-slider-head", { "aria-hidden": "true" }, this.#name, this.#value),
      h("div", "lw-track", {}, this.strip, this.input),
      drawHistogram(histogram),
    );
    this.#listen(events);
  }

  /** Labels the slider with what its dimension is called. */
  call(name: string | undefined): void {
    const { dimension } = this;
    const z = dimensionName(dimension);
    const title = name === undefined ? z : `${z} ${name}`;
    setText(this.#name, title);
    this.#name.title = title;
    this.input.setAttribute(
      "aria-label",
      name === undefined ? `dimension ${dimension}` : `dimension ${dimension}, ${name}`,
    );
  }

  show(value: number): void {
    if (value === this.#shown) return;
    this.#shown = value;
    if (this.input.valueAsNumber !== value) this.input.value = String(value);
    const beyond = value < this.#low || value > this.#high;
    this.element.classList.toggle("lw-beyond", beyond);
    const arrow = value < this.#low ? "◂ " : "▸ ";
    const words = this.#sd > 0 ? `${signed((value - this.#mean) / this.#sd)} sd` : signed(value);
    setText(this.#value, `${beyond ? arrow : ""}${words}`);
    this.input.setAttribute(
      "aria-valuetext",
      `${words.replace(" sd", " standard deviations")}${beyond ? ", beyond the data" : ""}`,
    );
  }

  /** The figures in full, for the pointer that rests on the slider. */
  #details(): string {
    const figures = [
      `z[${this.dimension}] = ${this.#shown.toFixed(4)}`,
      `mean ${this.#mean.toFixed(3)}`,
      `sd ${this.#sd.toFixed(3)}`,
      `effect ${this.#effect.toPrecision(2)}`,
    ];
    if (this.element.classList.contains("lw-beyond")) figures.push("beyond the data's range");
    const texts = this.#texts ? `\n${this.#texts.details}` : "";
    return figures.join(" · ") + texts;
  }

  /** Whether the strip shows what would come out around `z`: its own dimension does not matter. */
  isFresh(z: Float32Array): boolean {
    const base = this.#base;
    return base?.every((value, i) => value === z[i] || i === this.dimension) ?? false;
  }

  /** Shows row `row` of an atlas of strips that was decoded around `z`. */
  showStrip(atlas: ImageBitmap, { row, rows, bounds }: StripRow, z: Float32Array): void {
    const height = atlas.height / rows;
    if (bounds) this.strip.style.setProperty("--lw-tiles", String(bounds));
    this.strip.width = atlas.width;
    this.strip.height = height;
    this.strip.getContext("2d")?.drawImage(atlas, 0, -row * height);
    this.strip.dataset.shown = "true";
    this.#base = z;
  }

  /** Shows the texts along the track of `width` pixels; they were decoded around `z`. */
  showTexts(texts: string[], width: number, z: Float32Array): void {
    if (!this.#texts) {
      this.#texts = new TextStrip();
      this.strip.replaceWith(this.#texts.element);
    }
    this.#texts.show(texts, width);
    this.#base = z;
  }

  #listen(events: SliderEvents): void {
    const { input, dimension } = this;
    listenToRange(input, {
      onMove: (value) => {
        this.#shown = Number.NaN; // the hand has set the input: an undo within a frame sets it back
        events.onMove(dimension, value);
      },
      onRelease: events.onRelease,
    });
    this.element.addEventListener("pointerenter", () => {
      this.element.title = this.#details();
    });
    input.addEventListener("dblclick", () => events.onReset(dimension));
  }
}

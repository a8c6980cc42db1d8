// A series as lines with units; the one of the last rest is a faint line, values are read at a
// crosshair, by pointer or by key.

import { h, setText } from "../dom.ts";
import type { SeriesModality } from "../modalities/series.ts";
import type { Picture } from "../protocol.ts";
import { linePlaces } from "./places/lines.ts";
import type { Places } from "./places/place.ts";
import type { Renderer, RendererOptions, ShowOptions } from "./renderer.ts";
import { SeriesPlot } from "./series-plot.ts";
import { readings } from "./series-readings.ts";

/** Of the picture that stands beside the main one; the styles stretch it. */
const COMPACT = { width: 120, height: 80 };
const PAGE = 10;

export function createSeriesRenderer(modality: SeriesModality, options: RendererOptions): Renderer {
  if (!options.compact) return new SeriesRenderer(modality, options);
  const plot = new SeriesPlot(modality, true);
  plot.resize(COMPACT.width, COMPACT.height);
  plot.element.setAttribute("preserveAspectRatio", "none");
  const { label } = options;
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return {
    element: h("div", "lw-series lw-series-compact", named, plot.element),
    show: (picture) => "values" in picture && plot.show(picture.values, null),
    dispose: () => {},
  };
}

class SeriesRenderer implements Renderer {
  readonly element: HTMLElement;
  readonly places: Places;
  readonly #modality: SeriesModality;
  readonly #plot: SeriesPlot;
  readonly #frame: HTMLElement;
  readonly #readout = h("p", "lw-series-readout", {
    "aria-hidden": "true",
    "data-hint": "point at the lines to read values",
  });
  readonly #beforeKey: HTMLElement;
  readonly #beyond = h("span", "lw-series-beyond");
  readonly #observer: ResizeObserver;
  #values: Float32Array | null = null;
  #step: number | null = null;

  constructor(modality: SeriesModality, options: RendererOptions) {
    const { label = "Series", reference = "rest" } = options;
    this.#modality = modality;
    const words = reference === "rest" ? "at the last rest" : "before the edit";
    this.#beforeKey = h("span", "lw-series-key lw-key-before", {}, words);
    this.#plot = new SeriesPlot(modality, false);
    this.#frame = h("div", "lw-series-frame", {
      tabindex: 0,
      role: "slider",
      "aria-label": `${label}: step read`,
      "aria-valuemin": 0,
      "aria-valuemax": modality.steps - 1,
      "aria-valuenow": 0,
      "aria-valuetext": "no step chosen: arrow keys read the values",
    });
    this.#frame.append(this.#plot.element);
    this.places = linePlaces(modality, this.#plot, () => this.#frame.getBoundingClientRect());
    const keys = modality.channels.map((name, i) => {
      const unit = modality.units[i] ? ` (${modality.units[i]})` : "";
      return h("span", `lw-series-key lw-channel-${i % 6}`, {}, h("bdi", "", {}, name + unit));
    });
    const named = { role: "group", "aria-label": label };
    const legend = h("p", "lw-series-keys", {}, ...keys, this.#beforeKey, this.#beyond);
    const many = modality.channels.length > 1 ? " lw-series-many" : "";
    this.element = h("div", `lw-series${many}`, named, this.#readout, this.#frame, legend);
    this.#observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.#frame;
      if (clientWidth > 0) this.#plot.resize(clientWidth, clientHeight);
    });
    this.#observer.observe(this.#frame);
    this.#listen();
  }

  show(picture: Picture, { before = null }: ShowOptions = {}): void {
    if (!("values" in picture)) return;
    this.#values = picture.values;
    const earlier = before && "values" in before ? before.values : null;
    this.#plot.show(picture.values, earlier);
    this.#beforeKey.classList.toggle("lw-on", earlier !== null);
    setText(this.#beyond, beyondWords(picture.values, this.#modality));
    if (this.#step !== null) this.#read(this.#step);
    this.element.dataset.shown = "true";
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  #listen(): void {
    const frame = this.#frame;
    const at = (event: PointerEvent) => {
      this.#read(this.#plot.stepAt(event.clientX - frame.getBoundingClientRect().left));
    };
    frame.addEventListener("pointermove", at);
    frame.addEventListener("pointerdown", at);
    frame.addEventListener("pointerleave", () => this.#read(null));
    frame.addEventListener("blur", () => this.#read(null));
    frame.addEventListener("keydown", (event) => {
      const last = this.#modality.steps - 1;
      const step = this.#step ?? 0;
      const to = {
        ArrowRight: step + 1,
        ArrowLeft: step - 1,
        PageUp: step + PAGE,
        PageDown: step - PAGE,
        Home: 0,
        End: last,
      }[event.key];
      if (to === undefined && event.key !== "Escape") return;
      event.preventDefault();
      this.#read(to === undefined ? null : Math.min(last, Math.max(0, to)));
    });
  }

  /** Says the values at a step; none for null. */
  #read(step: number | null): void {
    this.#step = step;
    this.#plot.cross(step);
    const words =
      step === null || !this.#values ? "" : readings(this.#values, step, this.#modality);
    setText(this.#readout, words);
    this.#frame.setAttribute("aria-valuenow", String(step ?? 0));
    this.#frame.setAttribute(
      "aria-valuetext",
      words || "no step chosen: arrow keys read the values",
    );
  }
}

/** The axis stays as it is, whatever the decoder gives: what it cuts off is said. */
function beyondWords(values: Float32Array, { value_range: [low, high] }: SeriesModality): string {
  let [above, below] = [false, false];
  for (const value of values) {
    if (value > high) above = true;
    if (value < low) below = true;
  }
  if (!above && !below) return "";
  return `${above ? "▲" : ""}${below ? "▼" : ""} goes beyond the axis`;
}

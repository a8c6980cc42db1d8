// A series as lines over its steps.

import { h } from "../dom.ts";
import type { SeriesModality } from "../modalities/series.ts";
import type { Picture } from "../protocol.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

export class SeriesRenderer implements Renderer {
  readonly element: HTMLElement;

  constructor(_modality: SeriesModality, { label = "" }: RendererOptions) {
    this.element = h("div", "lw-series", { ...(label && { "aria-label": label }) });
  }

  show(_picture: Picture): void {}

  dispose(): void {}
}

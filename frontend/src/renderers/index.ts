// The renderer of each kind of output.

import type { Modality } from "../modalities/index.ts";
import { createImageRenderer } from "./image.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { SeriesRenderer } from "./series.ts";
import { TextRenderer } from "./text.ts";

export type { Renderer, RendererOptions, ShowOptions } from "./renderer.ts";

export function createRenderer(modality: Modality, options: RendererOptions = {}): Renderer {
  switch (modality.kind) {
    case "image":
      return createImageRenderer(options);
    case "text":
      return new TextRenderer(modality, options);
    case "series":
      return new SeriesRenderer(modality, options);
  }
}

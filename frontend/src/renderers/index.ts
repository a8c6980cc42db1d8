// The renderer of each kind of output.

import type { Modality } from "../modalities/index.ts";
import { AudioRenderer } from "./audio.ts";
import { createImageRenderer } from "./image.ts";
import { MelodyRenderer } from "./melody.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { createSeriesRenderer } from "./series.ts";
import { createTextRenderer } from "./text.ts";

export type { Renderer, RendererOptions, ShowOptions } from "./renderer.ts";

export function createRenderer(modality: Modality, options: RendererOptions = {}): Renderer {
  switch (modality.kind) {
    case "image":
      return createImageRenderer(modality, options);
    case "text":
      return createTextRenderer(modality, options);
    case "melody":
      return new MelodyRenderer(modality, options);
    case "audio":
      return new AudioRenderer(modality, options);
    case "series":
      return createSeriesRenderer(modality, options);
  }
}

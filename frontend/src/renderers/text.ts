// A text in large letters, each word an element of its own.

import { h, setText } from "../dom.ts";
import type { TextModality } from "../modalities/text.ts";
import { textOf } from "../modalities/words.ts";
import type { Picture } from "../protocol.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

export class TextRenderer implements Renderer {
  readonly element: HTMLElement;
  readonly #modality: TextModality;

  constructor(modality: TextModality, { label = "" }: RendererOptions) {
    this.#modality = modality;
    this.element = h("div", "lw-text", { dir: "auto", ...(label && { "aria-label": label }) });
  }

  show(picture: Picture): void {
    if ("values" in picture) setText(this.element, textOf(picture.values, this.#modality));
  }

  dispose(): void {}
}

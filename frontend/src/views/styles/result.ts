// The mix of layers: it is no code of the space, so that the views of the code cannot show it.

import { h, setText } from "../../dom.ts";
import { tileElements } from "../tiles.ts";
import type { Mixing } from "./mixing.ts";

const SIZE = 160; // CSS pixels

export class MixedOutput {
  readonly element: HTMLElement;
  readonly #mixing: Mixing;
  readonly #picture = h("div", "lw-style-mix-picture");
  readonly #note = h("p", "lw-soft lw-small", { role: "status", hidden: true });
  #wish: Float32Array | null = null;
  #runs = false;
  readonly #end = new AbortController();

  constructor(mixing: Mixing) {
    this.#mixing = mixing;
    const caption = h("figcaption", "", {}, h("b", "", {}, "The mix"));
    const about = "A style for each layer: no point of the map, which stays where it is.";
    this.element = h(
      "figure",
      "lw-style-mix",
      { "aria-label": "The mix" },
      caption,
      this.#picture,
      h("p", "lw-soft lw-small", {}, about),
      this.#note,
    );
  }

  /** Shows a mix as soon as it is decoded; one that still waits is replaced. */
  show(mix: Float32Array): void {
    this.#wish = mix;
    if (!this.#runs) void this.#run();
  }

  dispose(): void {
    this.#wish = null;
    this.#end.abort();
  }

  async #run(): Promise<void> {
    this.#runs = true;
    while (this.#wish) {
      const mix = this.#wish;
      this.#wish = null;
      try {
        const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
        const sheet = await this.#mixing.tiles([mix], 1, size, this.#end.signal);
        this.#picture.replaceChildren(...(await tileElements(sheet, 1)));
        this.#note.hidden = true;
      } catch (error) {
        if (this.#end.signal.aborted) break;
        setText(this.#note, `The mix cannot be shown: ${(error as Error).message}.`);
        this.#note.hidden = false;
      }
    }
    this.#runs = false;
  }
}

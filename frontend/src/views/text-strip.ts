// A slider's track where the outputs are texts: equal neighbours are one segment, and where the text
// flips there is a tick.

import { h } from "../dom.ts";
import { segmentsOf } from "../modalities/segments.ts";

export class TextStrip {
  readonly element = h("div", "lw-strip lw-strip-texts", { "aria-hidden": "true" });
  #texts: string[] = [];

  /** Texts at equal steps from the track's start to its end. */
  show(texts: string[]): void {
    this.#texts = texts;
    const segments = segmentsOf(texts);
    this.element.replaceChildren(
      ...segments.map(({ from, to, differing }) => {
        const words = segments.length > 1 ? differing : "no change";
        const style = `left: ${100 * from}%; width: ${100 * (to - from)}%`;
        return h("span", "lw-strip-text", { style }, h("span", "", { dir: "auto" }, words));
      }),
    );
    this.element.dataset.shown = "true";
  }

  /** All texts along the track, one a line. */
  get details(): string {
    return segmentsOf(this.#texts)
      .map(({ text }) => text)
      .join("\n");
  }
}

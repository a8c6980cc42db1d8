// A slider's track where the outputs are texts: equal neighbours are one segment, and where the text
// flips there is a tick.

import { h } from "../dom.ts";
import { segmentsOf } from "../modalities/segments.ts";

/** Pixels of a letter, about, and of a segment's margins; two lines fit into a track. */
const LETTER = 7.2;
const MARGINS = 10;
const LINES = 2;

export class TextStrip {
  readonly element = h("div", "lw-strip lw-strip-texts", { "aria-hidden": "true" });
  #texts: string[] = [];

  /** Texts at equal steps from the track's start to its end, which are `width` pixels apart. */
  show(texts: string[], width: number): void {
    this.#texts = texts;
    const segments = segmentsOf(texts);
    this.element.replaceChildren(
      ...segments.map(({ from, to, differing }) => {
        const words = segments.length > 1 ? differing : "no change";
        const letters = Math.floor(((to - from) * width - MARGINS) / LETTER);
        const style = `left: ${100 * from}%; width: ${100 * (to - from)}%`;
        return h(
          "span",
          "lw-strip-text",
          { style },
          h("span", "", { dir: "auto" }, fitted(words, letters)),
        );
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

/** As many whole words as two lines of so many letters hold; none where the first does not fit. */
function fitted(text: string, letters: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    const longer = line ? `${line} ${word}` : word;
    if (longer.length <= letters) lines[lines.length - 1] = longer;
    else if (lines.length < LINES && line && word.length <= letters) lines.push(word);
    else return lines.join(" ") + (line && line.length + 2 <= letters ? "…" : "");
  }
  return lines.join(" ");
}

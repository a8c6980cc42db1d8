// A row of texts in narrow cells: of each the words in which it differs from its neighbours, where it
// begins; what follows is the same.

import { h } from "../../dom.ts";
import { segmentsOf } from "../../modalities/segments.ts";

/** One element for each text; its title is the whole text. */
export function textCells(texts: readonly string[]): HTMLElement[] {
  const segments = segmentsOf(texts);
  const said = segments.map(({ differing }) => (segments.length > 1 ? differing : "no change"));
  let segment = -1;
  return texts.map((text, i) => {
    const begins = i === 0 || text !== texts[i - 1];
    if (begins) segment += 1;
    const words = begins ? said[segment] || text : "″";
    const name = begins ? "lw-trav-words" : "lw-trav-words lw-soft";
    return h("span", name, { dir: "auto", title: text }, words);
  });
}

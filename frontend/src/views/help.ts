// Three acts and the keys, behind the question mark.

import { h } from "../dom.ts";
import type { Modality } from "../modalities/index.ts";
import { createHeaderPanel } from "./header-panel.ts";

const ACTS = [
  ["Drag a slider.", "Its track shows what will come out; the bars below show where the data are."],
  ["Wander on the map.", "Drag the cursor anywhere, between the points too: it decodes there."],
  ["Pick a sample.", "Click a point: its code is decoded beside the sample itself."],
] as const;

const KEYS = [
  ["← → ↑ ↓", "move the focused slider; Home and End go to its ends"],
  ["double-click", "put one slider back to the data's mean"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo: of every act, which the journal ☰ lists"],
  ["F2", "rename the focused bookmark; so does a double click"],
] as const;

/** What there is to be found in outputs of some kinds. */
const MORE: Partial<Record<Modality["kind"], readonly [string, string]>> = {
  text: ["Point at a word.", "Beside it appears what else might have stood there, and how likely."],
  series: ["Point at the lines.", "Their values are read there; arrow keys go from step to step."],
};

export function createHelp(kind: Modality["kind"]) {
  const more = MORE[kind];
  const acts = [...ACTS, ...(more ? [more] : [])].map(([act, what]) =>
    h("li", "", {}, h("b", "", {}, act), ` ${what}`),
  );
  const keys = KEYS.flatMap(([key, what]) => [h("dt", "", {}, key), h("dd", "", {}, what)]);
  const opener = h("button", "lw-button lw-icon", {
    type: "button",
    "aria-label": "Help",
    title: "Help",
  });
  opener.textContent = "?";
  const panel = createHeaderPanel(opener, "Help", "lw-help");
  panel.element.append(
    h("ol", "", {}, ...acts),
    h("dl", "", {}, ...keys),
    h(
      "p",
      "lw-soft",
      {},
      "Outside the data the decoder guesses: mind the badge under what it gives.",
    ),
  );
  return { button: opener, panel: panel.element, dispose: panel.dispose };
}

// Three acts and the keys, behind the question mark.

import { button, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Modality } from "../modalities/index.ts";

const ACTS = [
  ["Drag a slider.", "Its track shows what will come out; the bars below show where the data are."],
  ["Wander on the map.", "Drag the cursor anywhere, between the points too: it decodes there."],
  ["Pick a sample.", "Click a point: its code is decoded beside the sample itself."],
] as const;

const KEYS = [
  ["← → ↑ ↓", "move the focused slider; Home and End go to its ends"],
  ["double-click", "put one slider back to the data's mean"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
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
  const panel = h(
    "div",
    "lw-help",
    { role: "region", "aria-label": "Help", hidden: true },
    h("ol", "", {}, ...acts),
    h("dl", "", {}, ...keys),
    h(
      "p",
      "lw-soft",
      {},
      "Outside the data the decoder guesses: mind the badge under what it gives.",
    ),
  );
  const opener = button(
    "?",
    () => toggle(panel.hidden !== false),
    { "aria-label": "Help", title: "Help", "aria-expanded": "false" },
    "lw-button lw-icon",
  );
  const toggle = (open: boolean) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  const onPress = (event: PointerEvent) => {
    const target = event.target as Node;
    if (!panel.hidden && !panel.contains(target) && target !== opener) toggle(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || panel.hidden) return;
    toggle(false);
    opener.focus();
  };
  document.addEventListener("pointerdown", onPress);
  panel.addEventListener("keydown", onKey);
  opener.addEventListener("keydown", onKey);
  const dispose: Cleanup = () => document.removeEventListener("pointerdown", onPress);
  return { button: opener, panel, dispose };
}

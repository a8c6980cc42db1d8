// One code of the sum: its slot, its weight as a slider and as a number, and the way to take it out.

import { button, h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { listenToRange } from "../range.ts";
import { createSlot, type Operand } from "../slots/index.ts";
import type { SumTerm } from "./sum.ts";

const MOST = 2; // at the ends of the slider; the number may be any
const LARGEST = 1e6;

export interface TermHandlers {
  onOperand(operand: Operand | null): void;
  /** `done`: the hand is off. */
  onWeight(weight: number, done: boolean): void;
  onRemove(): void;
}

export interface TermRow {
  readonly element: HTMLElement;
  show(term: SumTerm, index: number, removable: boolean): void;
  focus(): void;
  dispose(): void;
}

export function createTerm(store: SpaceStore, handlers: TermHandlers): TermRow {
  const sign = h("span", "lw-sign", { "aria-hidden": "true" });
  const slot = createSlot(store, { label: "A", onChange: handlers.onOperand });
  const range = h("input", "lw-weight-range", {
    type: "range",
    min: -MOST,
    max: MOST,
    step: 0.05,
  });
  const number = h("input", "lw-field lw-weight", { type: "number", step: 0.1 });
  const remove = button("−", handlers.onRemove, {}, "lw-button lw-icon lw-term-remove");
  listenToRange(range, {
    onMove: (weight) => handlers.onWeight(weight, false),
    onRelease: () => handlers.onWeight(range.valueAsNumber, true),
  });
  const typed = (done: boolean) => {
    const weight = number.valueAsNumber;
    const valid = Number.isFinite(weight) && Math.abs(weight) <= LARGEST;
    number.toggleAttribute("aria-invalid", !valid);
    if (valid) handlers.onWeight(weight, done);
  };
  number.addEventListener("input", () => typed(false));
  number.addEventListener("change", () => typed(true));
  const weights = h("div", "lw-weights", {}, range, h("div", "lw-weight-row", {}, number, remove));
  const element = h("div", "lw-term", { role: "listitem" }, sign, slot.element, weights);
  return {
    element,
    show({ operand, weight }, index, removable) {
      const letter = letterOf(index);
      slot.rename(letter);
      if (slot.operand !== operand) slot.set(operand);
      sign.textContent = weight < 0 ? "−" : index > 0 ? "+" : "";
      range.setAttribute("aria-label", `Weight of ${letter}`);
      number.setAttribute("aria-label", `Weight of ${letter}, as a number`);
      range.value = String(weight);
      const text = String(Number(weight.toPrecision(4)));
      // What is being typed is left as it is.
      if (document.activeElement !== number || number.valueAsNumber !== weight) number.value = text;
      number.removeAttribute("aria-invalid");
      remove.hidden = !removable;
      remove.setAttribute("aria-label", `Take ${letter} out`);
      remove.title = `Take ${letter} out`;
    },
    focus: () => slot.focus(),
    dispose: () => slot.dispose(),
  };
}

/** A, B, …, Z, AA, AB, … */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

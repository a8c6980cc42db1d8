// What the code in a slot decodes to, small.

import { h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import type { Operand, OperandKind } from "./operand.ts";

const SIGNS: Record<OperandKind, string> = {
  code: "✛",
  bookmark: "★",
  sample: "▣",
  mean: "x̄",
  direction: "→",
};

export interface Thumbnail {
  readonly element: HTMLElement;
  show(operand: Operand | null): void;
  dispose(): void;
}

export function createThumbnail(_store: SpaceStore): Thumbnail {
  const element = h("span", "lw-thumbnail", { "aria-hidden": "true" });
  return {
    element,
    show(operand) {
      element.textContent = operand ? SIGNS[operand.kind] : "+";
    },
    dispose() {},
  };
}

// What the style mixer is set to: what an undo brings back.

import { sameArray } from "../../arrays.ts";
import { sameState } from "../../tool-states.ts";
import type { Operand } from "../slots/index.ts";
import type { OwnGroup } from "./own-groups.ts";

export interface MixState {
  readonly content: Operand | null;
  readonly style: Operand | null;
  /** Names of the groups that come from the style. */
  readonly groups: readonly string[];
  readonly strength: number;
  /** Those of the user's own, whether they are taken or not. */
  readonly own: readonly OwnGroup[];
}

export function sameMix(a: MixState, b: MixState): boolean {
  return (
    a.strength === b.strength &&
    a.groups.join("\n") === b.groups.join("\n") &&
    sameState(a.own, b.own) &&
    sameOperand(a.content, b.content) &&
    sameOperand(a.style, b.style)
  );
}

/** The words of the act that led there. */
export function mixWords({ content, style, groups }: MixState): string {
  if (!content || !style) return "changed what is mixed";
  return `took ${groups.join(", ") || "nothing"} of ${style.name} into ${content.name}`;
}

function sameOperand(a: Operand | null, b: Operand | null): boolean {
  if (!a || !b) return a === b;
  return a.name === b.name && sameArray(a.z, b.z);
}

// What the player is set to: what an undo brings back.

import type { Operand } from "../slots/index.ts";
import type { PathChoice } from "./route.ts";

export interface PlayerSettings {
  /** What is in each slot. */
  readonly anchors: readonly (Operand | null)[];
  readonly path: PathChoice;
  readonly pace: number;
  readonly pingPong: boolean;
  readonly constantSpeed: boolean;
  /** Of the scrubber, from 0 to 1. */
  readonly position: number;
}

export const FIRST_SETTINGS: PlayerSettings = {
  anchors: [null, null],
  path: "auto",
  pace: 1,
  pingPong: true,
  constantSpeed: false,
  position: 0,
};

/** The words of the act that put these into the slots. */
export function anchorWords(anchors: PlayerSettings["anchors"]): string {
  const names = anchors.flatMap((operand) => (operand ? [operand.name] : []));
  return names.length ? `way by ${names.join(", ")}` : "emptied the way";
}

export function onOff(on: boolean): string {
  return on ? "on" : "off";
}

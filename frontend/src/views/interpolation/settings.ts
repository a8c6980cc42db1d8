// What the player is set to: what an undo brings back.

import type { Operand } from "../slots/index.ts";
import type { PathChoice } from "./route.ts";

export interface PlayerSettings {
  /** What is in each slot. */
  readonly anchors: readonly (Operand | null)[];
  readonly path: PathChoice;
  readonly pace: number;
  readonly ping_pong: boolean;
  readonly constant_speed: boolean;
  /** Of the scrubber, from 0 to 1. */
  readonly position: number;
  /** What of the way itself that is, and the code there; null before the scrubber has moved. */
  readonly share: number;
  readonly z: Float32Array | null;
}

export const FIRST_SETTINGS: PlayerSettings = {
  anchors: [null, null],
  path: "auto",
  pace: 1,
  ping_pong: true,
  constant_speed: false,
  position: 0,
  share: 0,
  z: null,
};

/** The words of the act that put these into the slots. */
export function anchorWords(anchors: PlayerSettings["anchors"]): string {
  const names = anchors.flatMap((operand) => (operand ? [operand.name] : []));
  return names.length ? `way by ${names.join(", ")}` : "emptied the way";
}

export function onOff(on: boolean): string {
  return on ? "on" : "off";
}

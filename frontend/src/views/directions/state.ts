// What the studio is set to, beside the directions themselves: what an undo and a session bring back.

import type { SpaceStore } from "../../store.ts";
import type { Operand } from "../slots/index.ts";

export interface StudioState {
  /** The code where the hand began; null where every slider stands at 0. */
  readonly from: Float32Array | null;
  /** How far the code is moved from there, in sd along directions by name. */
  readonly amounts: readonly { readonly name: string; readonly amount: number }[];
  /** Names of those that others are to leave as they are. */
  readonly ticked: readonly string[];
  /** The samples of the two groups. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Pairs, one after another: without it, with it. */
  readonly pairs: readonly Operand[];
}

const ID = "directions";
const FIRST: StudioState = {
  from: null,
  amounts: [],
  ticked: [],
  a: new Uint32Array(),
  b: new Uint32Array(),
  pairs: [],
};

export function studioState(store: SpaceStore): StudioState {
  return (store.toolState(ID) as StudioState | undefined) ?? FIRST;
}

export function openStudio(store: SpaceStore): void {
  if (!store.toolState(ID)) store.openTool(ID, FIRST);
}

/** The hand has set it otherwise, which is one act with the move of the code that it `moved`. */
export function setStudio(
  store: SpaceStore,
  change: Partial<StudioState>,
  label: string,
  moved = false,
): void {
  store.setTool(ID, { ...studioState(store), ...change }, label, moved);
}

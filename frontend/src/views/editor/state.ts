// What the editor is set to in the page: what an undo and a session bring back. Which sample is edited,
// and whether what the model lost is kept, the kernel holds.

import type { SpaceStore } from "../../store.ts";

export interface EditorState {
  /** Where the divider between before and after stands, 0 to 1. */
  readonly wipe: number;
}

export const EDITOR_ID = "editor";
const FIRST: EditorState = { wipe: 0.5 };

export function editorState(store: SpaceStore): EditorState {
  return (store.toolState(EDITOR_ID) as EditorState | undefined) ?? FIRST;
}

export function openEditor(store: SpaceStore): void {
  if (!store.toolState(EDITOR_ID)) store.openTool(EDITOR_ID, FIRST);
}

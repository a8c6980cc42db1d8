// Undo and redo by the keyboard, in every view of a space.

import type { Cleanup } from "./emitter.ts";
import type { SpaceStore } from "./store.ts";

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y (or with the command key) pressed in `element`. */
export function bindUndo(store: SpaceStore, element: HTMLElement): Cleanup {
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const redo = key === "y" || (key === "z" && event.shiftKey);
    if (!redo && key !== "z") return;
    event.preventDefault();
    if (redo) store.redo();
    else store.undo();
  };
  element.addEventListener("keydown", onKey);
  return () => element.removeEventListener("keydown", onKey);
}

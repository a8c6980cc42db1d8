// Dragging codes: what can be taken, and where it can be put.

import { hasFiles } from "../../dropped-files.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import {
  type Dragged,
  modelOf,
  OPERAND_TYPE,
  type Operand,
  readOperand,
  writeOperand,
} from "./operand.ts";

/** Lets `element` be dragged as what `dragged` gives when the drag begins; null: not now. */
export function makeDraggable(
  store: SpaceStore,
  element: HTMLElement,
  dragged: () => Dragged | null,
): void {
  element.draggable = true;
  void modelOf(store); // known when a drag begins
  element.addEventListener("dragstart", (event) => {
    const operand = dragged();
    if (!operand || !event.dataTransfer) {
      event.preventDefault();
      return;
    }
    event.stopPropagation();
    event.dataTransfer.setData(OPERAND_TYPE, writeOperand(store, operand));
    event.dataTransfer.setData("text/plain", operand.name);
    event.dataTransfer.effectAllowed = "copy";
  });
}

export interface DropHandlers {
  onDrop(operand: Operand): void;
  onFile(file: File): void;
  /** What was dropped cannot be used; the message says why. */
  onRefused(message: string): void;
}

/** Takes what is dropped on `element`, which wears `lw-drop` while a drag is over it. */
export function takeDrops(
  store: SpaceStore,
  element: HTMLElement,
  { onDrop, onFile, onRefused }: DropHandlers,
): Cleanup {
  let inside = 0; // a drag enters a child before it leaves its parent
  const isTaken = (event: DragEvent) =>
    hasFiles(event) || (event.dataTransfer?.types.includes(OPERAND_TYPE) ?? false);
  const mark = (count: number) => {
    inside = count;
    element.classList.toggle("lw-drop", inside > 0);
  };
  const listeners = {
    dragenter: (event: DragEvent) => isTaken(event) && mark(inside + 1),
    dragleave: (event: DragEvent) => isTaken(event) && mark(Math.max(0, inside - 1)),
    dragover: (event: DragEvent) => {
      if (!isTaken(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    drop: (event: DragEvent) => {
      mark(0);
      if (!isTaken(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const text = event.dataTransfer?.getData(OPERAND_TYPE);
      const file = event.dataTransfer?.files[0];
      if (text) readOperand(store, text).then(onDrop, (error: Error) => onRefused(error.message));
      else if (file) onFile(file);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener as EventListener);
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners)) {
      element.removeEventListener(name, listener as EventListener);
    }
  };
}

// The map by keyboard.

import type { Cleanup } from "../../emitter.ts";

export interface Keys {
  nudge(dx: number, dy: number): void;
  settle(): void;
  zoom(factor: number): void;
  fit(): void;
  toggleLasso(): void;
  choose(): void;
  escape(): void;
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 6;
const FINE_STEP = 1;

/** Listens while `element` itself has the focus; returns how to stop. */
export function listenToKeys(element: HTMLElement, keys: Keys): Cleanup {
  const acts: Record<string, () => void> = {
    "+": () => keys.zoom(1.25),
    "=": () => keys.zoom(1.25),
    "-": () => keys.zoom(0.8),
    "0": () => keys.fit(),
    f: () => keys.fit(),
    l: () => keys.toggleLasso(),
    Enter: () => keys.choose(),
    Escape: () => keys.escape(),
  };
  const onDown = (event: KeyboardEvent) => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!arrow && !act) return;
    event.preventDefault();
    const step = event.shiftKey ? FINE_STEP : STEP;
    if (arrow) keys.nudge(arrow[0] * step, arrow[1] * step);
    else act?.();
  };
  const onUp = (event: KeyboardEvent) => {
    if (event.target === element && ARROWS[event.key]) keys.settle();
  };
  element.addEventListener("keydown", onDown);
  element.addEventListener("keyup", onUp);
  return () => {
    element.removeEventListener("keydown", onDown);
    element.removeEventListener("keyup", onUp);
  };
}

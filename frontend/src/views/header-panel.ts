// A panel that a button of the header opens: a press elsewhere or Escape closes it.

import { h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";

export interface HeaderPanel {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  dispose: Cleanup;
}

export function createHeaderPanel(
  opener: HTMLButtonElement,
  label: string,
  className: string,
  onToggle: (open: boolean) => void = () => {},
): HeaderPanel {
  const element = h("div", `lw-header-panel ${className}`, {
    role: "region",
    "aria-label": label,
    hidden: true,
  });
  opener.setAttribute("aria-expanded", "false");
  const toggle = (open: boolean) => {
    if (element.hidden === !open) return;
    element.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    onToggle(open);
  };
  const onPress = (event: PointerEvent) => {
    const target = event.target as Node;
    if (!element.contains(target) && !opener.contains(target)) toggle(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || element.hidden) return;
    toggle(false);
    opener.focus();
  };
  opener.addEventListener("click", () => toggle(element.hidden !== false));
  document.addEventListener("pointerdown", onPress);
  element.addEventListener("keydown", onKey);
  opener.addEventListener("keydown", onKey);
  return {
    element,
    get isOpen() {
      return !element.hidden;
    },
    dispose: () => document.removeEventListener("pointerdown", onPress),
  };
}

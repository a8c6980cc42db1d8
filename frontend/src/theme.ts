// Whether the front end is light or dark, said to the styles as `data-lw-theme`.

import type { Cleanup } from "./emitter.ts";

export type Theme = "light" | "dark";

function luminance(colour: string): number | null {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (red === undefined || green === undefined || blue === undefined || alpha < 0.5) return null;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/** The theme of the page around `element`: what the front end declares, else its own background. */
export function currentTheme(element: Element): Theme {
  const { body } = document;
  const declared = body.getAttribute("data-jp-theme-light") ?? body.dataset.vscodeThemeKind;
  if (declared === "true" || declared === "vscode-light") return "light";
  if (declared === "false" || declared === "vscode-dark") return "dark";
  if (body.classList.contains("vscode-dark")) return "dark";
  if (body.classList.contains("vscode-light")) return "light";
  for (let node: Element | null = element.parentElement; node; node = node.parentElement) {
    const value = luminance(getComputedStyle(node).backgroundColor);
    if (value !== null) return value < 0.5 ? "dark" : "light";
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && prefersDark ? "dark" : "light";
}

const rootOf = (element: Element) => element.closest<HTMLElement>("[data-lw-theme]");

/** The theme that `followTheme` says around `element`. */
export function themeOf(element: Element): Theme {
  return rootOf(element)?.dataset.lwTheme === "dark" ? "dark" : "light";
}

/** Calls `listener` when the theme around `element`, which is in its page, changes. */
export function onTheme(element: Element, listener: () => void): Cleanup {
  const root = rootOf(element);
  const observer = new MutationObserver(listener);
  if (root) observer.observe(root, { attributeFilter: ["data-lw-theme"] });
  return () => observer.disconnect();
}

/** Keeps `element`'s `data-lw-theme` true while the front end changes its theme. */
export function followTheme(element: HTMLElement, onChange?: (theme: Theme) => void): Cleanup {
  const update = () => {
    const theme = currentTheme(element);
    if (element.dataset.lwTheme === theme) return;
    element.dataset.lwTheme = theme;
    onChange?.(theme);
  };
  const observer = new MutationObserver(update);
  const options = {
    attributes: true,
    attributeFilter: ["class", "style", "data-jp-theme-light", "data-vscode-theme-kind"],
  };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", update);
  update();
  return () => {
    observer.disconnect();
    preference.removeEventListener("change", update);
  };
}

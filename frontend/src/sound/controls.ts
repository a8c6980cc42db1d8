// The buttons that a player of notes and one of waveforms have in common.

import { button, h } from "../dom.ts";
import { type IconName, icon } from "./icons.ts";

/** A button with a sign and words, of which both may change. */
export function soundButton(
  sign: IconName,
  words: string,
  onClick: () => void,
  className = "lw-button lw-sound-button",
): { element: HTMLButtonElement; set(sign: IconName, words: string): void } {
  const text = h("span", "lw-sound-button-words", {}, words);
  const element = button("", onClick, {}, className);
  element.append(icon(sign), text);
  let shown = sign;
  return {
    element,
    set(next, said) {
      if (next !== shown) element.firstElementChild?.replaceWith(icon(next));
      shown = next;
      if (text.textContent !== said) text.textContent = said;
    },
  };
}

/** A button that stays pressed; with a sign, that alone is seen. */
export function toggle(
  words: string,
  pressed: boolean,
  onChange: (pressed: boolean) => void,
  sign?: IconName,
): HTMLButtonElement {
  const element = button(
    "",
    () => {
      const now = element.getAttribute("aria-pressed") !== "true";
      element.setAttribute("aria-pressed", String(now));
      onChange(now);
    },
    { "aria-pressed": String(pressed) },
    sign ? "lw-button lw-icon" : "lw-button lw-sound-button",
  );
  element.append(sign ? icon(sign) : h("span", "lw-sound-button-words", {}, words));
  if (sign) {
    element.title = words;
    element.setAttribute("aria-label", words);
  }
  return element;
}

/** Whether this browser can make sound at all. */
export const canSound = (): boolean => typeof globalThis.AudioContext === "function";

export const WORDS = {
  none: "This browser plays no sound; the picture follows all the same.",
  missing: (steps: number) =>
    `The model gave no number in ${steps} ${steps === 1 ? "step, which is" : "steps, which are"} silent.`,
  heldBack: "The browser holds the sound back: press Play again.",
  failed: (error: unknown) =>
    `The sound could not start: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, "")}.`,
};

// The words of a text as elements that are used again from one text to the next; one at a time may
// be open, by pointer or by key.

import { h } from "../dom.ts";

export interface ShownWord {
  text: string;
  /** What stands before it. */
  gap: string;
  className: string;
  /** Whether there is something to open. */
  opens: boolean;
}

export interface WordEvents {
  /** A word is opened, or what is open has changed. */
  onOpen(index: number, word: HTMLElement): void;
  onClose(): void;
}

export class WordRow {
  readonly element: HTMLElement;
  readonly #events: WordEvents;
  readonly #gaps: Text[] = [];
  readonly #words: HTMLElement[] = [];
  #shown: readonly ShownWord[] = [];
  #open: number | null = null;
  /** The one word that the tab key reaches; arrows go to the others. */
  #stop = 0;

  constructor(label: string, events: WordEvents) {
    this.#events = events;
    this.element = h("p", "lw-text-words", { dir: "auto", role: "group", "aria-label": label });
    this.element.addEventListener("pointerover", (event) => {
      if (event.target !== this.element) this.#turnTo(this.#indexOf(event.target));
    });
    this.element.addEventListener("focusin", (event) => {
      const index = this.#indexOf(event.target);
      if (index !== null) this.#setStop(index);
      this.#turnTo(index);
    });
    this.element.addEventListener("focusout", () => this.#turnTo(null));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  show(words: readonly ShownWord[]): void {
    this.#fit(words.length);
    for (const [i, { text, gap, className, opens }] of words.entries()) {
      const [space, word] = [this.#gaps[i] as Text, this.#words[i] as HTMLElement];
      if (space.data !== gap) space.data = gap;
      if (word.textContent !== text) word.textContent = text;
      if (word.className !== className) word.className = className;
      if ((this.#shown[i]?.opens ?? false) !== opens) word.toggleAttribute("data-opens", opens);
    }
    this.#shown = words;
    this.#setStop(Math.min(this.#stop, words.length - 1));
    if (this.#open === null) return;
    if (!words[this.#open]?.opens) this.#turnTo(null);
    else this.#events.onOpen(this.#open, this.#words[this.#open] as HTMLElement);
  }

  /** Where a word is, in pixels of the window. */
  boxOf(index: number): DOMRect {
    return (this.#words[index] ?? this.element).getBoundingClientRect();
  }

  /** The pointer has left; what was opened by key stays. */
  leave(): void {
    this.#turnTo(this.#indexOf(document.activeElement));
  }

  #fit(n: number): void {
    while (this.#words.length > n) {
      this.#words.pop()?.remove();
      this.#gaps.pop()?.remove();
    }
    while (this.#words.length < n) {
      const [gap, word] = [document.createTextNode(""), h("span")];
      this.#gaps.push(gap);
      this.#words.push(word);
      this.element.append(gap, word);
    }
    if (this.#shown.length > n) this.#shown = this.#shown.slice(0, n);
  }

  #indexOf(target: EventTarget | null): number | null {
    const index = this.#words.indexOf(target as HTMLElement);
    return index >= 0 && this.#shown[index]?.opens ? index : null;
  }

  #turnTo(index: number | null): void {
    if (index === this.#open) return;
    if (this.#open !== null) this.#words[this.#open]?.removeAttribute("aria-expanded");
    this.#open = index;
    if (index === null) {
      this.#events.onClose();
      return;
    }
    this.#words[index]?.setAttribute("aria-expanded", "true");
    this.#events.onOpen(index, this.#words[index] as HTMLElement);
  }

  #setStop(index: number): void {
    this.#stop = Math.max(0, index);
    for (const [i, word] of this.#words.entries()) {
      const tabIndex = !this.#shown[i]?.opens ? null : i === this.#stop ? "0" : "-1";
      if (word.getAttribute("tabindex") === tabIndex) continue;
      if (tabIndex === null) {
        word.removeAttribute("tabindex");
        word.removeAttribute("role");
      } else {
        word.setAttribute("tabindex", tabIndex);
        word.setAttribute("role", "button");
      }
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#open !== null) {
      event.stopPropagation();
      this.#turnTo(null);
      return;
    }
    const index = this.#indexOf(event.target);
    if (index === null) return;
    const backwards = getComputedStyle(this.element).direction === "rtl";
    const step = { ArrowLeft: backwards ? 1 : -1, ArrowRight: backwards ? -1 : 1 }[event.key];
    if (event.key === "Enter" || event.key === " ")
      this.#turnTo(this.#open === index ? null : index);
    else if (step) this.#goFrom(index, step);
    else return;
    event.preventDefault();
  }

  /** To the next word that opens. */
  #goFrom(index: number, step: number): void {
    let next = index + step;
    while (this.#words[next] && !this.#shown[next]?.opens) next += step;
    this.#words[next]?.focus();
  }
}

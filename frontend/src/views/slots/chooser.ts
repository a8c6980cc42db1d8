// A list to choose a code from: a field that filters, and the choices under it.

import { h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { type Choice, choicesOf, sampleChoice } from "./choices.ts";
import type { OperandKind } from "./operand.ts";

export interface ChooserOptions {
  /** Of the slot: "Choose A". */
  label: string;
  accept: readonly OperandKind[] | undefined;
  onChoose(choice: Choice): void;
  /** Closed; `back`: the focus is to go back to what opened it. */
  onClose(back: boolean): void;
}

let numbered = 0;

/** Opens at once; its element is to be put where it belongs, and goes by itself when it closes. */
export class Chooser {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #options: ChooserOptions;
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #note = h("p", "lw-chooser-note lw-soft", { role: "status" }, "…");
  #choices: Choice[] = [];
  #shown: { choice: Choice; element: HTMLElement }[] = [];
  #active = 0;
  #closed = false;

  constructor(store: SpaceStore, options: ChooserOptions) {
    numbered += 1;
    this.#store = store;
    this.#options = options;
    const id = `lw-chooser-${numbered}`;
    this.#list = h("div", "lw-chooser-list", { role: "listbox", id, "aria-label": options.label });
    this.#field = h("input", "lw-field", {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-label": options.label,
      placeholder: "name or number of a sample",
      autocomplete: "off",
      spellcheck: "false",
    });
    this.element = h("div", "lw-chooser", {}, this.#field, this.#list, this.#note);
    this.#field.addEventListener("input", () => this.#show());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    // Held in the field: a press on an option is no leaving.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.close(false);
    });
    choicesOf(store).then(
      (choices) => {
        const { accept } = options;
        this.#choices = choices.filter(({ kind }) => !accept || accept.includes(kind));
        this.#show();
      },
      (error: Error) => setText(this.#note, `The names did not come: ${error.message}.`),
    );
  }

  focus(): void {
    this.#field.focus();
  }

  close(back: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.element.remove();
    this.#options.onClose(back);
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#shown.length - 1;
    const steps: Record<string, () => void> = {
      ArrowDown: () => this.#activate(this.#active === last ? 0 : this.#active + 1),
      ArrowUp: () => this.#activate(this.#active === 0 ? last : this.#active - 1),
      PageDown: () => this.#activate(Math.min(last, this.#active + 8)),
      PageUp: () => this.#activate(Math.max(0, this.#active - 8)),
      Enter: () => this.#choose(this.#shown[this.#active]?.choice),
      Escape: () => this.close(true),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  #choose(choice: Choice | undefined): void {
    if (!choice) return;
    this.close(true);
    this.#options.onChoose(choice);
  }

  /** What is offered for the text in the field, by group. */
  #show(): void {
    const text = this.#field.value.trim().toLowerCase();
    const { accept } = this.#options;
    const sample = !accept || accept.includes("sample") ? sampleChoice(this.#store, text) : null;
    const fitting = this.#choices.filter(({ title }) => title.toLowerCase().includes(text));
    const known = fitting.some(({ title }) => title === sample?.title);
    const choices = sample && !known ? [sample, ...fitting] : fitting;
    this.#shown = [];
    const groups = new Map<string, HTMLElement>();
    for (const choice of choices) {
      let group = groups.get(choice.group);
      if (!group) {
        const heading = h("div", "lw-chooser-group", { "aria-hidden": "true" }, choice.group);
        group = h("div", "", { role: "group", "aria-label": choice.group }, heading);
        groups.set(choice.group, group);
      }
      group.append(this.#option(choice));
    }
    this.#list.replaceChildren(...groups.values());
    setText(this.#note, choices.length === 0 ? `There is no “${this.#field.value.trim()}”.` : "");
    this.#activate(0);
  }

  #option(choice: Choice): HTMLElement {
    const id = `${this.#list.id}-${this.#shown.length}`;
    const note = h("span", "lw-soft", {}, choice.note);
    const element = h("div", "lw-choice", { role: "option", id }, choice.title, note);
    element.title = choice.title;
    element.addEventListener("click", () => this.#choose(choice));
    this.#shown.push({ choice, element });
    return element;
  }

  #activate(index: number): void {
    this.#active = index;
    for (const [i, { element }] of this.#shown.entries()) {
      element.setAttribute("aria-selected", String(i === index));
    }
    const active = this.#shown[index]?.element;
    if (active) this.#field.setAttribute("aria-activedescendant", active.id);
    else this.#field.removeAttribute("aria-activedescendant");
    if (active) keepInSight(this.#list, active);
  }
}

/** Scrolls `list` alone, and never the page, until `element` is seen. */
function keepInSight(list: HTMLElement, element: HTMLElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top < outer.top + 24) list.scrollTop += inner.top - outer.top - 24;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}

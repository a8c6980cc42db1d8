// Vector arithmetic: a sum of codes by slots and weights, or as an expression; the result moves `z`.

import { revive, sameArray, toTrait } from "../../arrays.ts";
import type { OwnTraits } from "../../contracts.ts";
import { button, h, setText } from "../../dom.ts";
import type { SpaceStore, ViewFactory } from "../../store.ts";
import { createThumbnail, makeDraggable } from "../slots/index.ts";
import type { Tool } from "../tools.ts";
import { createField } from "./field.ts";
import { createNeighbours } from "./neighbours.ts";
import { Sum, type SumState, type SumTerm, sameSum } from "./sum.ts";
import { createTerm, type TermRow } from "./term.ts";

const REST_MS = 200; // after which the result is shown small, with what is near it
const TYPED_MS = 600; // after which a text that is being typed counts as finished
const MOST_TERMS = 24;
const ID = "arithmetic";

export const createArithmetic: ViewFactory = (store, element, options = {}) => {
  const view = new ArithmeticView(store, options.traits as OwnTraits | undefined);
  element.append(view.element);
  return () => view.dispose();
};

export const ARITHMETIC: Tool = {
  id: ID,
  title: "Arithmetic",
  hint: "A − B + C: add and subtract samples, means and directions",
  create: createArithmetic,
};

class ArithmeticView {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  /** The widget's own `expression`, where the view is a widget. */
  readonly #trait: OwnTraits | undefined;
  readonly #sum: Sum;
  /** What the sum is set to, as last noted: what an undo goes back to. */
  #noted: SumState;
  readonly #rows: TermRow[] = [];
  readonly #list = h("div", "lw-terms", { role: "list", "aria-label": "Codes of the sum" });
  readonly #field;
  readonly #result;
  readonly #go: HTMLButtonElement;
  readonly #add: HTMLButtonElement;
  readonly #try: HTMLElement;
  readonly #neighbours;
  readonly #cleanups: (() => void)[];
  #resting: ReturnType<typeof setTimeout> | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(store: SpaceStore, trait: OwnTraits | undefined) {
    this.#store = store;
    this.#trait = trait;
    this.#sum = new Sum(store);
    this.#noted = this.#sum.state;
    this.#field = createField({
      onType: (text) => this.#read(text, TYPED_MS),
      onDone: () => this.#settle(),
    });
    this.#result = createThumbnail(store, "=");
    this.#go = button("", () => this.#goThere(), {}, "lw-slot-box");
    this.#go.append(this.#result.element);
    makeDraggable(store, this.#go, () => {
      const { z } = this.#sum;
      return z && { name: "result", kind: "code", z };
    });
    this.#add = button("+ add a term", () => this.#addTerm());
    this.#neighbours = createNeighbours(store);
    this.#try = h("p", "lw-soft lw-small", { hidden: true });
    const result = h(
      "div",
      "lw-slot lw-filled lw-result",
      {},
      h("div", "lw-slot-frame", {}, this.#go),
      h("div", "lw-slot-words", {}, h("span", "lw-slot-label", {}, "result")),
    );
    const equals = h("span", "lw-sign", { "aria-hidden": "true" }, "=");
    this.element = h(
      "section",
      "lw-arithmetic",
      { "aria-label": "Vector arithmetic" },
      this.#field.element,
      this.#try,
      h("div", "lw-equation", {}, this.#list, this.#add, h("div", "lw-term", {}, equals, result)),
      this.#neighbours.element,
    );
    this.#cleanups = [
      store.on("z", () => this.#showGo()),
      store.on("tools", () => this.#follow()),
      store.on("finish", () => this.#settle()),
      ...(trait ? [trait.on("expression", () => this.#hear())] : []),
      () => this.#neighbours.dispose(),
      () => this.#result.dispose(),
    ];
    this.#showTerms();
    if (store.toolState(ID)) this.#follow();
    else store.openTool(ID, this.#noted);
    this.#hear(true);
    void this.#offerExample();
  }

  dispose(): void {
    clearTimeout(this.#resting);
    clearTimeout(this.#typing);
    for (const cleanup of this.#cleanups) cleanup();
    for (const row of this.#rows) row.dispose();
    this.element.remove();
  }

  /** Python has set another expression; what it is set to as the tool opens is no act. */
  #hear(opening = false): void {
    const text = this.#trait?.get("expression");
    if (typeof text !== "string" || text === "" || text === this.#sum.text) return;
    this.#sum.keep(revive(this.#trait?.get("operands") ?? []));
    this.#field.write(text);
    this.#read(text, 0, opening);
  }

  /** Takes the terms of a text; one that cannot be read changes nothing, and says where. */
  #read(text: string, settleAfter: number, opening = false): void {
    clearTimeout(this.#typing);
    if (text.trim() === "") {
      this.#sum.set(this.#sum.terms.map(({ weight }) => ({ operand: null, weight })));
      this.#field.complain(null);
      this.#showTerms();
      this.#typing = setTimeout(() => this.#settle(), settleAfter);
      return;
    }
    this.#sum.read(text).then(
      (isNewest) => {
        if (!isNewest) return;
        if (opening) {
          this.#noted = this.#sum.state;
          this.#store.openTool(ID, this.#noted);
        }
        this.#field.complain(null);
        this.#showTerms();
        this.#move();
        this.#typing = setTimeout(() => this.#settle(), settleAfter);
      },
      (error: Error) => this.#field.complain(error),
    );
  }

  #set(terms: readonly SumTerm[], done: boolean, label?: string): void {
    clearTimeout(this.#typing);
    this.#sum.set(terms);
    this.#field.write(this.#sum.text);
    this.#field.complain(null);
    this.#showTerms();
    this.#move();
    if (done) this.#settle(label);
  }

  #change(index: number, change: Partial<SumTerm>, done: boolean): void {
    const terms = this.#sum.terms.map((term, i) => (i === index ? { ...term, ...change } : term));
    this.#set(terms, done);
  }

  #addTerm(): void {
    this.#set([...this.#sum.terms, { operand: null, weight: 1 }], true, "added a term to the sum");
    this.#rows.at(-1)?.focus();
  }

  #remove(index: number): void {
    this.#set(this.#sum.terms.toSpliced(index, 1), true);
    this.#rows[Math.min(index, this.#rows.length - 1)]?.focus();
  }

  /** The result is the code from now on, where it is one. */
  #move(): void {
    const { z } = this.#sum;
    clearTimeout(this.#resting);
    if (!z) return;
    if (!z.every(Number.isFinite)) {
      this.#field.complain(new Error("The code that comes of this is too large: lower a weight."));
      return;
    }
    this.#store.setZ(z, "arithmetic");
    this.#resting = setTimeout(() => this.#showResult(), REST_MS);
  }

  /** The hand is off: what has changed in the sum, and the move that came of it, are one act. */
  #settle(label = settledWords(this.#sum)): void {
    clearTimeout(this.#typing);
    const { z, state } = this.#sum;
    const moved = z !== null && sameArray(z, this.#store.z);
    if (!sameSum(state, this.#noted)) {
      this.#noted = state;
      this.#store.setTool(ID, state, label, moved);
    } else if (moved) this.#store.settle(label);
    else return;
    this.#tell(state.text);
  }

  /** An undo, or another view of the space, has set the sum otherwise; the code is theirs to move. */
  #follow(): void {
    const state = this.#store.toolState(ID) as SumState;
    if (state === this.#noted) return;
    this.#noted = state;
    clearTimeout(this.#typing);
    clearTimeout(this.#resting);
    const focused = document.activeElement;
    const held = this.element.contains(focused);
    this.#sum.take(state);
    this.#field.write(state.text);
    this.#field.complain(null);
    this.#showTerms();
    // The keys of the next undo are heard here only as long as the focus is.
    if (held && !focused?.checkVisibility()) this.#rows.at(-1)?.focus();
    this.#resting = setTimeout(() => this.#showResult(), REST_MS);
    this.#tell(state.text);
  }

  /** Python hears of the sum: first of the codes that it has under no name. */
  #tell(text: string): void {
    this.#trait?.set(
      "operands",
      this.#sum.own.map(({ name, z }) => ({ name, z: toTrait(z) })),
    );
    this.#trait?.set("expression", text);
  }

  #goThere(): void {
    this.#move();
    this.#settle();
  }

  #showTerms(): void {
    const { terms } = this.#sum;
    while (this.#rows.length > terms.length) {
      const row = this.#rows.pop() as TermRow;
      row.dispose();
      row.element.remove();
    }
    while (this.#rows.length < terms.length) {
      const index = this.#rows.length;
      const row = createTerm(this.#store, {
        onOperand: (operand) => this.#change(index, { operand }, true),
        onWeight: (weight, done) => this.#change(index, { weight }, done),
        onRemove: () => this.#remove(index),
      });
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    for (const [i, row] of this.#rows.entries()) {
      row.show(terms[i] as SumTerm, i, terms.length > 1);
    }
    this.#add.disabled = terms.length >= MOST_TERMS;
    this.#try.hidden = this.#sum.z !== null || this.#try.childElementCount === 0;
    if (!this.#sum.z) {
      this.#result.show(null);
      this.#neighbours.element.hidden = true;
    }
    this.#showGo();
  }

  #showResult(): void {
    const { z, samples } = this.#sum;
    if (!z) return;
    this.#result.show({ name: "result", kind: "code", z });
    void this.#neighbours.show(z, samples);
  }

  #showGo(): void {
    const { z } = this.#sum;
    const there = z !== null && sameArray(z, this.#store.z);
    this.#go.disabled = z === null;
    this.#go.draggable = z !== null;
    const what = there ? "The result, shown now" : "Go to the result";
    this.#go.setAttribute("aria-label", z ? what : "No result yet");
    this.#go.title = z ? `${what}; it can be dragged` : "Fill a slot, or type an expression";
  }

  async #offerExample(): Promise<void> {
    const example = await this.#sum.example().catch(() => "");
    if (example === "") return;
    const take = () => {
      this.#field.write(example);
      this.#read(example, 0);
    };
    this.#try.append(
      "Put codes into the slots, or type an expression. Try ",
      button(example, take, {}, "lw-link"),
    );
    setText(this.#try.lastElementChild as Element, example);
    this.#field.hint(example);
    this.#showTerms();
  }
}

function settledWords({ text }: Sum): string {
  if (text === "") return "emptied the sum";
  return `computed ${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
}

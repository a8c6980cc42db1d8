// The points between which the way leads: slots in a row, at least two.

import { button, h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { createSlot, type Operand, type Slot, sampleOperand } from "../slots/index.ts";

const FEWEST = 2;
const MOST = 8;
const LETTERS = "ABCDEFGH";

export class AnchorRow {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #onChange: (byHand: boolean) => void;
  readonly #row = h("div", "lw-anchors");
  readonly #add: HTMLButtonElement;
  readonly #reverse: HTMLButtonElement;
  #slots: Slot[] = [];
  #disposed = false;

  constructor(store: SpaceStore, onChange: (byHand: boolean) => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#add = button("+ this point", () => this.#addHere(), {
      title: "Add the current point as an anchor",
    });
    this.#reverse = button("⇄", () => this.#turn(), {
      "aria-label": "Reverse the way",
      title: "Reverse the way",
    });
    this.#reverse.classList.add("lw-icon");
    const buttons = h("div", "lw-anchor-buttons", {}, this.#add, this.#reverse);
    this.element = h("div", "lw-anchor-row", {}, this.#row, buttons);
    this.set([null, null]);
  }

  /** What is in the slots, in order; empty ones left out. */
  get operands(): Operand[] {
    return this.#slots.flatMap(({ operand }) => (operand ? [operand] : []));
  }

  /** What is in each slot. */
  get slots(): (Operand | null)[] {
    return this.#slots.map(({ operand }) => operand);
  }

  focus(): void {
    this.#slots.at(-1)?.focus();
  }

  /** The letter of each of `operands`. */
  get letters(): string[] {
    return this.#slots.flatMap(({ operand }, i) => (operand ? [LETTERS[i] ?? ""] : []));
  }

  /** Bookmarks where there are some, else the current point and a sample far from it in the data. */
  async begin(): Promise<void> {
    const { bookmarks, description, z } = this.#store;
    if (bookmarks.length >= FEWEST) {
      const first = bookmarks.slice(0, 4);
      this.set(first.map(({ name, z: code }) => ({ name, kind: "bookmark", z: code })));
      this.#onChange(false);
      return;
    }
    this.set([{ name: "point", kind: "code", z }, null]);
    const index = Math.floor(description.n_samples / 2);
    const other = await sampleOperand(this.#store, index).catch(() => null);
    if (this.#disposed || this.#slots[1]?.operand || !other) return;
    this.#slots[1]?.set(other);
    this.#onChange(false);
  }

  set(operands: readonly (Operand | null)[]): void {
    for (const slot of this.#slots) slot.dispose();
    const enough = [...operands.slice(0, MOST), null, null].slice(
      0,
      Math.max(FEWEST, Math.min(MOST, operands.length)),
    );
    this.#slots = enough.map((operand, i) => this.#slot(i, operand));
    this.#show();
  }

  dispose(): void {
    this.#disposed = true;
    for (const slot of this.#slots) slot.dispose();
  }

  #slot(index: number, initial: Operand | null): Slot {
    const slot = createSlot(this.#store, {
      label: LETTERS[index] ?? "",
      accept: ["code", "bookmark", "sample", "mean"],
      initial,
      onChange: (operand) => this.#changed(slot, operand),
    });
    return slot;
  }

  /** An anchor that is emptied goes, where two are left. */
  #changed(slot: Slot, operand: Operand | null): void {
    if (operand === null && this.#slots.length > FEWEST) {
      this.#slots = this.#slots.filter((other) => other !== slot);
      slot.dispose();
      for (const [i, each] of this.#slots.entries()) each.rename(LETTERS[i] ?? "");
      this.#show();
      this.#slots.at(-1)?.focus();
    }
    this.#onChange(true);
  }

  #addHere(): void {
    const here: Operand = { name: "point", kind: "code", z: this.#store.z };
    const empty = this.#slots.find(({ operand }) => operand === null);
    if (empty) empty.set(here);
    else this.#slots.push(this.#slot(this.#slots.length, here));
    this.#show();
    this.#onChange(true);
  }

  #turn(): void {
    this.set(this.#slots.map(({ operand }) => operand).reverse());
    this.#onChange(true);
  }

  #show(): void {
    this.#row.replaceChildren(...this.#slots.map(({ element }) => element));
    const full = this.#slots.length >= MOST && this.operands.length === this.#slots.length;
    this.#add.disabled = full;
    this.#add.title = full
      ? `A way has at most ${MOST} anchors here; in Python, 64`
      : "Add the current point as an anchor";
  }
}

// A box that holds a code: chosen from a list, or dropped into it.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import { Chooser } from "./chooser.ts";
import { makeDraggable, takeDrops } from "./dragging.ts";
import { KIND_WORDS, type Operand, type OperandKind } from "./operand.ts";
import { fileOperand } from "./own.ts";
import { createThumbnail } from "./thumbnail.ts";

export interface SlotOptions {
  /** What it is for: "A", "content". */
  label: string;
  /** The kinds that it takes; all of them by default. */
  accept?: readonly OperandKind[];
  /** The user has put something else into it, or nothing. */
  onChange(operand: Operand | null): void;
  initial?: Operand | null;
}

export interface Slot {
  readonly element: HTMLElement;
  readonly operand: Operand | null;
  /** Puts something into it; `onChange` does not hear of it. */
  set(operand: Operand | null): void;
  /** What it is for, where that changes. */
  rename(label: string): void;
  focus(): void;
  dispose(): void;
}

const LIST_HEIGHT = 300; // of the list when its choices have come, as of slots.css

export function createSlot(store: SpaceStore, options: SlotOptions): Slot {
  return new SlotBox(store, options);
}

class SlotBox implements Slot {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #options: SlotOptions;
  #label: string;
  #operand: Operand | null = null;
  #chooser: Chooser | null = null;
  /** Counts what was asked for, so that a late answer is dropped. */
  #turn = 0;
  /** Of a file that is being placed. */
  #placing: AbortController | null = null;
  readonly #caption: HTMLElement;
  readonly #name = h("span", "lw-slot-name");
  readonly #box: HTMLButtonElement;
  readonly #empty: HTMLButtonElement;
  readonly #message = h("p", "lw-slot-message", { role: "alert", hidden: true });
  readonly #thumbnail;
  readonly #cleanups: Cleanup[];

  constructor(store: SpaceStore, options: SlotOptions) {
    this.#store = store;
    this.#options = options;
    this.#label = options.label;
    this.#thumbnail = createThumbnail(store);
    this.#caption = h("span", "lw-slot-label");
    const menu = { "aria-haspopup": "listbox", "aria-expanded": "false" };
    this.#box = button("", () => this.#toggle(), menu, "lw-slot-box");
    this.#box.append(this.#thumbnail.element);
    this.#empty = button("×", () => this.#put(null), {}, "lw-slot-empty");
    const frame = h("div", "lw-slot-frame", {}, this.#box, this.#empty);
    const words = h("div", "lw-slot-words", {}, this.#caption, this.#name);
    this.element = h("div", "lw-slot", { role: "group" }, frame, words, this.#message);
    makeDraggable(store, this.#box, () => this.#operand);
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.preventDefault();
      this.#put(null);
    });
    this.#cleanups = [
      takeDrops(store, this.element, {
        onDrop: (operand) => this.#offer(operand),
        onFile: (file) => void this.#place(file),
        onRefused: (message) => this.#say(message),
      }),
      () => this.#thumbnail.dispose(),
    ];
    this.set(options.initial ?? null);
  }

  get operand(): Operand | null {
    return this.#operand;
  }

  set(operand: Operand | null): void {
    this.#next();
    this.#operand = operand;
    this.#say("");
    this.#thumbnail.show(operand);
    this.#showWords();
  }

  rename(label: string): void {
    this.#label = label;
    this.#showWords();
  }

  focus(): void {
    this.#box.focus();
  }

  dispose(): void {
    this.#next();
    this.#chooser?.close(false);
    for (const cleanup of this.#cleanups) cleanup();
  }

  #showWords(): void {
    const operand = this.#operand;
    const label = this.#label;
    setText(this.#caption, label);
    setText(this.#name, operand?.name ?? "choose or drop");
    this.#name.title = operand ? `${operand.name}, ${KIND_WORDS[operand.kind]}` : "";
    this.element.classList.toggle("lw-filled", operand !== null);
    this.element.setAttribute("aria-label", label);
    const what = operand ? `${operand.name}, ${KIND_WORDS[operand.kind]}` : "empty";
    this.#box.setAttribute("aria-label", `${label}: ${what}. Choose another`);
    this.#box.title = operand
      ? "Choose another, or drag this one"
      : "Choose, or drop a code or a file here";
    this.#box.draggable = operand !== null;
    this.#empty.hidden = operand === null;
    this.#empty.setAttribute("aria-label", `Empty ${label}`);
    this.#empty.title = `Empty ${label}`;
  }

  #toggle(): void {
    if (this.#chooser) {
      this.#chooser.close(true);
      return;
    }
    const chooser = new Chooser(this.#store, {
      label: `Choose ${this.#label}`,
      accept: this.#options.accept,
      onChoose: (choice) => void this.#take(choice.take),
      onClose: (back) => {
        this.#chooser = null;
        this.#box.setAttribute("aria-expanded", "false");
        if (back) this.#box.focus();
      },
    });
    this.#chooser = chooser;
    this.#say("");
    this.#box.setAttribute("aria-expanded", "true");
    this.element.append(chooser.element);
    this.#lay(chooser.element);
    chooser.focus();
  }

  /** Under the box, or over it where there is more room; never out of the view at the side. */
  #lay(popup: HTMLElement): void {
    const view = (this.element.closest(".lw-root") ?? document.body).getBoundingClientRect();
    const [box, size] = [this.element.getBoundingClientRect(), popup.getBoundingClientRect()];
    const [below, above] = [view.bottom - box.bottom, box.top - view.top];
    popup.classList.toggle("lw-above", below < LIST_HEIGHT && above > below);
    const over = box.left + size.width - view.right;
    if (over > 0) popup.style.left = `${-Math.min(over + 8, box.left - view.left)}px`;
  }

  /** Something newer is wanted: what is still on its way will be dropped. */
  #next(): number {
    this.#placing?.abort();
    this.#placing = null;
    this.#turn += 1;
    return this.#turn;
  }

  #place(file: File): Promise<void> {
    const mine = new AbortController();
    const say = (words: string) => mine.signal.aborted || this.#say(words);
    const placed = this.#take(() => fileOperand(this.#store, file, mine.signal, say));
    this.#placing = mine;
    return placed;
  }

  async #take(take: () => Operand | Promise<Operand>): Promise<void> {
    const turn = this.#next();
    try {
      const operand = await take();
      if (turn === this.#turn) this.#offer(operand);
    } catch (error) {
      if (turn === this.#turn) this.#say((error as Error).message);
    }
  }

  #offer(operand: Operand): void {
    const { accept } = this.#options;
    if (!accept || accept.includes(operand.kind)) this.#put(operand);
    else {
      const wanted = accept.map((kind) => KIND_WORDS[kind]).join(" or ");
      this.#say(`“${operand.name}” is ${KIND_WORDS[operand.kind]}; here goes ${wanted}.`);
    }
  }

  #put(operand: Operand | null): void {
    if (operand === null && this.#operand === null) return;
    const hadFocus = document.activeElement === this.#empty;
    this.set(operand);
    if (hadFocus) this.#box.focus();
    this.#options.onChange(operand);
  }

  #say(message: string): void {
    setText(this.#message, message);
    this.#message.hidden = message === "";
  }
}

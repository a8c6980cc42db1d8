// A text in large letters, each word an element of its own: what changed, what is unsure and what
// else might have stood there.

import { h, setText } from "../dom.ts";
import { changedWords } from "../modalities/segments.ts";
import type { TextModality } from "../modalities/text.ts";
import { textOf, type Word, wordsOf } from "../modalities/words.ts";
import type { Picture } from "../protocol.ts";
import type { Places } from "./places/place.ts";
import { wordPlaces } from "./places/words.ts";
import {
  CHANGED,
  type Reference,
  type Renderer,
  type RendererOptions,
  type ShowOptions,
} from "./renderer.ts";
import { TextAlternatives } from "./text-alternatives.ts";
import { WordRow } from "./word-row.ts";

/** Below this a word is marked as unsure. */
const SURE = 0.9;
/** Characters above which the letters are smaller. */
const LONG = 160;

const marksFor = (reference: Reference) => ({
  changed: CHANGED[reference],
  unsure: `unsure (below ${100 * SURE} %)`,
  wrong: "no form of the grammar",
});
type Mark = keyof ReturnType<typeof marksFor>;

export function createTextRenderer(modality: TextModality, options: RendererOptions): Renderer {
  return options.compact ? new PlainText(modality, options) : new TextRenderer(modality, options);
}

/** Beside the main one: the words alone. */
class PlainText implements Renderer {
  readonly element: HTMLElement;
  readonly #modality: TextModality;

  constructor(modality: TextModality, { label }: RendererOptions) {
    this.#modality = modality;
    // A name would be read in place of the text.
    const hidden = label ? {} : { "aria-hidden": "true" };
    this.element = h("div", "lw-text lw-text-plain", { dir: "auto", ...hidden });
  }

  show(picture: Picture): void {
    if ("values" in picture) setText(this.element, textOf(picture.values, this.#modality) || "–");
  }

  dispose(): void {}
}

class TextRenderer implements Renderer {
  readonly element: HTMLElement;
  readonly places: Places;
  readonly #modality: TextModality;
  readonly #row: WordRow;
  readonly #alternatives: TextAlternatives;
  readonly #keys: Record<Mark, HTMLElement>;
  #values: Float32Array | null = null;
  #words: Word[] = [];
  #before: Picture | null = null;
  #wordsBefore: string[] = [];

  constructor(modality: TextModality, options: RendererOptions) {
    const { label = "Text", reference = "rest" } = options;
    this.#modality = modality;
    this.#alternatives = new TextAlternatives(modality);
    this.#row = new WordRow(label, {
      onOpen: (index, word) => this.#open(index, word),
      onClose: () => this.#alternatives.hide(),
    });
    this.places = wordPlaces(
      () => this.#words,
      (index) => this.#row.boxOf(index),
      () => this.#row.element.getBoundingClientRect(),
    );
    const marks = marksFor(reference);
    const names = Object.keys(marks) as Mark[];
    const keys = names.map((mark) => h("span", `lw-text-key lw-key-${mark}`, {}, marks[mark]));
    this.#keys = Object.fromEntries(names.map((mark, i) => [mark, keys[i]])) as Record<
      Mark,
      HTMLElement
    >;
    this.element = h(
      "div",
      "lw-text",
      {},
      this.#row.element,
      h("p", "lw-text-keys", {}, ...keys),
      this.#alternatives.element,
    );
    this.element.addEventListener("pointerleave", () => this.#row.leave());
  }

  show(picture: Picture, { before = null }: ShowOptions = {}): void {
    if (!("values" in picture)) return;
    this.#values = picture.values;
    this.#words = wordsOf(picture.values, this.#modality);
    const changed = this.#changes(before);
    let long = 0;
    const found = { changed: false, unsure: false, wrong: false };
    const shown = this.#words.map(({ text, gap, slots, probability, isForm }, i) => {
      const marks: Record<Mark, boolean> = {
        changed: slots.length > 0 && (changed[i] ?? false),
        unsure: probability < SURE,
        wrong: !isForm,
      };
      long += text.length;
      let className = "lw-word";
      for (const mark of Object.keys(marks) as Mark[]) {
        if (!marks[mark]) continue;
        found[mark] = true;
        className += ` lw-word-${mark}`;
      }
      return { text, gap, className, opens: this.#hasAlternatives(slots) };
    });
    this.#row.show(shown);
    for (const mark of Object.keys(found) as Mark[]) {
      this.#keys[mark].classList.toggle("lw-on", found[mark]);
    }
    this.element.classList.toggle("lw-text-long", long > LONG);
    this.element.dataset.shown = "true";
  }

  dispose(): void {}

  #open(index: number, word: HTMLElement): void {
    const found = this.#words[index];
    if (found && this.#values) this.#alternatives.show(found, this.#values, word);
  }

  #hasAlternatives(slots: readonly number[]): boolean {
    return this.#modality.alternatives > 1 && slots.length > 0;
  }

  #changes(before: Picture | null): boolean[] {
    if (before !== this.#before) {
      this.#before = before;
      this.#wordsBefore =
        before && "values" in before ? this.#compared(wordsOf(before.values, this.#modality)) : [];
    }
    if (!before) return [];
    return changedWords(this.#compared(this.#words), this.#wordsBefore);
  }

  /** As words are compared: the first one's capital letter is not its own. */
  #compared(words: readonly Word[]): string[] {
    const { sentence_case } = this.#modality;
    return words.map(({ text }) => (sentence_case ? text.toLowerCase() : text));
  }
}

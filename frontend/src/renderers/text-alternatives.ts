// What else might have stood in a word's place: for each of its slots the tokens with their
// probabilities, as small bars.

import { h, setText } from "../dom.ts";
import type { TextModality } from "../modalities/text.ts";
import { type Alternative, alternativesOf, type Word } from "../modalities/words.ts";
import { percent } from "../words.ts";

/** Of a word of more slots the least sure are shown. */
const MOST_SLOTS = 5;
/** What is less probable is left out, unless it is among the first two. */
const SEEN = 0.005;
const LEAST = 2;

interface Row {
  element: HTMLElement;
  token: HTMLElement;
  bar: HTMLElement;
  share: HTMLElement;
}

let count = 0;

export class TextAlternatives {
  readonly element: HTMLElement;
  readonly #modality: TextModality;
  readonly #title = h("p", "lw-alternatives-title");
  readonly #list = h("div", "lw-alternatives-list");
  readonly #rows: Row[] = [];
  #anchor: HTMLElement | null = null;

  constructor(modality: TextModality) {
    this.#modality = modality;
    count += 1;
    const id = `lw-alternatives-${count}`;
    this.element = h("div", "lw-alternatives", { role: "tooltip", id, hidden: true });
    this.element.append(this.#title, this.#list);
  }

  /** Beside `anchor`, the element of the word. */
  show(word: Word, values: Float32Array, anchor: HTMLElement): void {
    const slots = this.#leastSure(word.slots, values);
    const groups = slots.map((slot) => {
      const all = alternativesOf(values, slot, this.#modality);
      return all.filter(({ probability }, rank) => rank < LEAST || probability >= SEEN);
    });
    setText(this.#title, titleOf(word, slots.length));
    let n = 0;
    for (const group of groups) {
      for (const [rank, alternative] of group.entries()) {
        this.#fill(this.#row(n), alternative, rank, groups.length > 1);
        n += 1;
      }
    }
    for (const { element } of this.#rows.splice(n)) element.remove();
    if (anchor !== this.#anchor) {
      this.#anchor?.removeAttribute("aria-describedby");
      anchor.setAttribute("aria-describedby", this.element.id);
      this.#anchor = anchor;
    }
    this.element.hidden = false;
    this.#place(anchor);
  }

  hide(): void {
    this.#anchor?.removeAttribute("aria-describedby");
    this.#anchor = null;
    this.element.hidden = true;
  }

  #leastSure(slots: readonly number[], values: Float32Array): number[] {
    if (slots.length <= MOST_SLOTS) return [...slots];
    const { alternatives } = this.#modality;
    const sureness = (slot: number) => values[slot * alternatives * 2 + 1] as number;
    const chosen = [...slots].sort((a, b) => sureness(a) - sureness(b)).slice(0, MOST_SLOTS);
    return chosen.sort((a, b) => a - b);
  }

  #row(n: number): Row {
    const known = this.#rows[n];
    if (known) return known;
    const [token, bar, share] = [h("bdi"), h("i"), h("span", "lw-alternative-share")];
    const element = h(
      "div",
      "lw-alternative",
      {},
      token,
      h("span", "lw-bar-track", {}, bar),
      share,
    );
    const row = { element, token, bar, share };
    this.#rows.push(row);
    this.#list.append(element);
    return row;
  }

  #fill(row: Row, { text, probability }: Alternative, rank: number, isOneOfSeveral: boolean): void {
    const first = rank === 0;
    row.element.classList.toggle("lw-first", first);
    row.element.classList.toggle("lw-slot-start", first && isOneOfSeveral);
    setText(row.token, text.trim() ? text : "(nothing)");
    row.bar.style.transform = `scaleX(${Number.isNaN(probability) ? 0 : probability})`;
    setText(row.share, percent(probability));
  }

  /** Under the word, as far as the box around reaches. */
  #place(anchor: HTMLElement): void {
    const around = this.element.offsetParent as HTMLElement | null;
    if (!around) return;
    const [box, word] = [around.getBoundingClientRect(), anchor.getBoundingClientRect()];
    const room = Math.max(0, box.width - this.element.offsetWidth);
    const left = Math.min(Math.max(0, word.left - box.left), room);
    const place = `translate(${Math.round(left)}px, ${Math.round(word.bottom - box.top + 6)}px)`;
    if (this.element.style.transform !== place) this.element.style.transform = place;
  }
}

function titleOf({ slots, text, isForm }: Word, shown: number): string {
  const what = isForm ? `“${text}”` : `“${text}”: no form of the grammar`;
  return slots.length > shown ? `${what} · the ${shown} least sure parts` : what;
}

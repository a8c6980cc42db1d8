// A text's tokens to its printed words, each with the slots that it was made of; the same text as
// latentwidgets/modalities/text.py prints.

import type { Phrase, TextModality } from "./text.ts";

export interface Word {
  text: string;
  /** What stands between it and the word before it. */
  gap: string;
  /** The positions of the tokens that it is made of. */
  slots: number[];
  /** The least sure of its slots: the probability of the token printed; NaN where unknown. */
  probability: number;
  /** False where the tokens make no form of the language, and are printed as they are. */
  isForm: boolean;
}

export interface Alternative {
  text: string;
  probability: number;
}

/** Stands for a token that the model did not compute, or that the vocabulary lacks. */
export const UNKNOWN = "\u25a1";

/** What is printed by some slots, and whether it goes on with the word before it. */
interface Piece {
  text: string;
  slots: number[];
  joins: boolean;
  isForm: boolean;
}

/** The words of one canonical text. */
export function wordsOf(values: Float32Array, modality: TextModality): Word[] {
  const pieces = modality.phrases
    ? modality.phrases.map((phrase) => pieceOf(phrase, values, modality))
    : tokenPieces(values, modality);
  const words: Word[] = [];
  for (const piece of pieces) {
    if (piece.text === "") continue;
    const probability = leastOf(piece.slots, values, modality);
    // A form of several words is printed as such; each of them knows all of its slots.
    for (const [i, text] of piece.text.split(" ").entries()) {
      const isFirst = words.length === 0;
      const gap = i > 0 ? " " : isFirst || piece.joins ? "" : modality.separator;
      const last = words.at(-1);
      if (last && gap === "" && (piece.joins || isSpelled(modality)) && i === 0) {
        last.text += text;
        last.slots.push(...piece.slots);
        last.probability = Math.min(last.probability, probability);
        last.isForm &&= piece.isForm;
      } else {
        words.push({ text, gap, slots: [...piece.slots], probability, isForm: piece.isForm });
      }
    }
  }
  return finished(words, modality);
}

/** What is read: the words and what stands between them. */
export function textOf(values: Float32Array, modality: TextModality): string {
  return wordsOf(values, modality)
    .map(({ gap, text }) => gap + text)
    .join("");
}

/** The tokens of one slot, the most probable first. */
export function alternativesOf(
  values: Float32Array,
  slot: number,
  modality: TextModality,
): Alternative[] {
  const { alternatives } = modality;
  const found: Alternative[] = [];
  for (let rank = 0; rank < alternatives; rank++) {
    const at = (slot * alternatives + rank) * 2;
    const id = values[at] as number;
    if (id >= 0) {
      found.push({ text: tokenText(id, modality), probability: values[at + 1] as number });
    }
  }
  return found;
}

/** Tokens that are single characters are words only between spaces. */
function isSpelled({ vocabulary, separator }: TextModality): boolean {
  return vocabulary === null || (separator === "" && vocabulary.every((t) => [...t].length <= 1));
}

function tokenText(id: number, { vocabulary }: TextModality): string {
  if (vocabulary) return vocabulary[id] ?? UNKNOWN;
  return id >= 0 && id <= 0x10ffff ? String.fromCodePoint(id) : UNKNOWN;
}

function topOf(values: Float32Array, slot: number, { alternatives }: TextModality): number {
  return values[slot * alternatives * 2] as number;
}

function leastOf(slots: readonly number[], values: Float32Array, { alternatives }: TextModality) {
  return Math.min(...slots.map((slot) => values[slot * alternatives * 2 + 1] as number));
}

function pieceOf({ slots, forms }: Phrase, values: Float32Array, modality: TextModality): Piece {
  const tokens = slots.map((slot) => tokenText(topOf(values, slot, modality), modality));
  const key = tokens.join("|");
  const isForm = Object.hasOwn(forms, key);
  const text = isForm ? (forms[key] as string) : tokens.join(modality.separator);
  return { text, slots, joins: false, isForm };
}

function tokenPieces(values: Float32Array, modality: TextModality): Piece[] {
  const { length, hidden, end, joining } = modality;
  const pieces: Piece[] = [];
  for (let slot = 0; slot < length; slot++) {
    const id = topOf(values, slot, modality);
    if (id === end) break;
    if (hidden.includes(id)) continue;
    const token = tokenText(id, modality);
    const hasMark = joining !== null && token.startsWith(joining);
    pieces.push({
      text: hasMark ? token.slice(joining.length) : token,
      slots: [slot],
      joins: joining !== null && (joining === "##" ? hasMark : !hasMark),
      isForm: true,
    });
  }
  return pieces;
}

function finished(words: Word[], { sentence_case, ending }: TextModality): Word[] {
  const [first] = words;
  if (!first) return words;
  if (sentence_case) {
    const initial = String.fromCodePoint(first.text.codePointAt(0) ?? 0);
    if (first.text) first.text = initial.toUpperCase() + first.text.slice(initial.length);
  }
  // No slot says it: whatever the last word is, it is the same full stop.
  if (ending) words.push({ text: ending, gap: "", slots: [], probability: 1, isForm: true });
  return words;
}

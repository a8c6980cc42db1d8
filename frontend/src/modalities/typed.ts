// From a sentence that somebody types to the tokens that print it, as latentwidgets/modalities/typed.py.

import type { Phrase, TextModality } from "./text.ts";

const LONGEST_TYPED = 20_000; // letters
const MOST_NAMED = 6;
const MOST_TRIES = 200_000; // forms compared: a grammar of a few phrases takes some hundreds
const NOT_COMPUTED = -1;

/** Canonical: each token with probability 1. Throws with the words that cannot be read. */
export function readTyped(text: string, modality: TextModality): Float32Array {
  if (!text.trim()) throw new Error("There is no text yet: type a sentence.");
  const letters = Array.from(text);
  if (letters.length > LONGEST_TYPED) {
    throw new Error(
      `The text has ${grouped(letters.length)} letters: give at most ${grouped(LONGEST_TYPED)} of them.`,
    );
  }
  const ids = idsOf(text, modality);
  const { length, alternatives } = modality;
  if (ids.length > length) {
    const what = isSpelled(modality) ? "letters" : "tokens";
    throw new Error(
      `The text has ${ids.length} ${what} and the model takes ${length}: shorten it by ` +
        `${ids.length - length}.`,
    );
  }
  const values = new Float32Array(length * alternatives * 2);
  for (const [position, id] of padded(ids, modality).entries()) {
    const at = position * alternatives * 2;
    for (let i = 1; i < alternatives; i++) values[at + 2 * i] = NOT_COMPUTED;
    values[at] = id;
    values[at + 1] = id < 0 ? Number.NaN : 1;
  }
  return values;
}

function idsOf(text: string, modality: TextModality): number[] {
  if (modality.phrases) return byPhrases(text, modality, modality.phrases);
  if (!modality.vocabulary) return Array.from(text, (letter) => letter.codePointAt(0) as number);
  return modality.joining === null ? byTokens(text, modality) : byPieces(text, modality);
}

/** The end once, then what is hidden; else they are not computed. */
function padded(ids: readonly number[], { length, hidden, end }: TextModality): number[] {
  const rest = hidden[0] ?? end ?? NOT_COMPUTED;
  return Array.from({ length }, (_, i) => ids[i] ?? (i === ids.length ? (end ?? rest) : rest));
}

function isSpelled({ vocabulary, separator }: TextModality): boolean {
  return (
    !vocabulary || (separator === "" && vocabulary.every((one) => Array.from(one).length <= 1))
  );
}

const grouped = (n: number) => n.toLocaleString("en-US");

const folded = (text: string) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");

function bareOf(text: string, { ending }: TextModality): string {
  const bare = text.trim();
  return ending && bare.endsWith(ending) ? bare.slice(0, -ending.length) : bare;
}

const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean);

function unknown(words: readonly [place: number, word: string][], what = "word"): Error {
  const named = words
    .slice(0, MOST_NAMED)
    .map(([place, word]) => `${what} ${place} “${Array.from(word).slice(0, 40).join("")}”`);
  const more = words.length > MOST_NAMED ? ` and ${words.length - MOST_NAMED} more` : "";
  return new Error(
    `${named.join(", ")}${more} ${words.length > 1 ? "are" : "is"} outside the model's ` +
      `vocabulary: change what is named, or pick other ${what}s.`,
  );
}

/** Finds a token as it stands, else in another case. */
function lookup({ vocabulary, hidden, end }: TextModality): (text: string) => number | undefined {
  const exact = new Map<string, number>();
  const other = new Map<string, number>();
  for (const [id, token] of (vocabulary ?? []).entries()) {
    if (hidden.includes(id) || id === end) continue;
    if (!exact.has(token)) exact.set(token, id);
    if (!other.has(folded(token))) other.set(folded(token), id);
  }
  return (text) => exact.get(text) ?? other.get(folded(text));
}

/** Each word; where nothing separates tokens, each letter. */
function byTokens(text: string, modality: TextModality): number[] {
  const bare = bareOf(text, modality);
  const { separator } = modality;
  const parts = separator.trim()
    ? bare.split(separator).map((part) => part.trim())
    : separator
      ? wordsIn(bare)
      : Array.from(bare);
  const find = lookup(modality);
  const ids = parts.map(find);
  const missing = parts.flatMap((part, i): [number, string][] =>
    ids[i] === undefined ? [[i + 1, part]] : [],
  );
  if (missing.length) throw unknown(missing, isSpelled(modality) ? "letter" : "word");
  return ids as number[];
}

/** Words taken apart into the longest pieces that there are, from the left. */
function byPieces(text: string, modality: TextModality): number[] {
  const find = lookup(modality);
  const mark = modality.joining ?? "";
  const ids: number[] = [];
  const missing: [number, string][] = [];
  for (const [i, word] of wordsIn(bareOf(text, modality)).entries()) {
    const pieces = piecesOf(Array.from(word), mark, find);
    if (pieces) ids.push(...pieces);
    else missing.push([i + 1, word]);
  }
  if (missing.length) throw unknown(missing);
  return ids;
}

function piecesOf(
  letters: readonly string[],
  mark: string,
  find: (text: string) => number | undefined,
): number[] | null {
  const pieces: number[] = [];
  for (let start = 0; start < letters.length; ) {
    // "##" marks the pieces that go on with a word; the others mark those that begin one.
    const before = start > 0 === (mark === "##") ? mark : "";
    let found: number | undefined;
    let stop = letters.length;
    for (; stop > start; stop--) {
      found = find(before + letters.slice(start, stop).join(""));
      if (found !== undefined) break;
    }
    if (found === undefined) return null;
    pieces.push(found);
    start = stop;
  }
  return pieces;
}

/** From printed words, joined by spaces, to the tokens that they are of. */
type Forms = Map<string, string[][]>;

/**
 * Tokens for the slots of each phrase so that all together print the words, in order. Phrases share slots
 * (the number of a noun is that of its verb), so it is searched with a step back wherever they disagree.
 */
function byPhrases(text: string, modality: TextModality, phrases: readonly Phrase[]): number[] {
  const given = wordsIn(bareOf(text, modality));
  const words = given.map(folded);
  const forms = phrases.map(formsOf);
  const known = new Set(forms.flatMap((table) => [...table.keys()].flatMap(wordsIn)));
  const missing = words.flatMap((word, i): [number, string][] =>
    known.has(word) ? [] : [[i + 1, given[i] as string]],
  );
  if (missing.length) throw unknown(missing);
  const search = new Search(phrases, forms, words);
  if (!search.from(0, 0)) {
    if (search.tries > MOST_TRIES) {
      throw new Error("The sentence can be read in too many ways: give a shorter one.");
    }
    const at = search.furthest;
    const where = at < given.length ? `word ${at + 1} “${given[at]}”` : "its end";
    throw new Error(
      "All words are known, but they make no sentence of the model's grammar: it does not go on " +
        `at ${where}.`,
    );
  }
  const numbers = new Map((modality.vocabulary ?? []).map((token, id) => [token, id]));
  const unused = modality.hidden[0] ?? 0;
  return Array.from({ length: modality.length }, (_, slot) => {
    const token = search.slots.get(slot);
    return token === undefined ? unused : (numbers.get(token) ?? unused);
  });
}

function formsOf({ forms }: Phrase): Forms {
  const table: Forms = new Map();
  for (const [key, printed] of Object.entries(forms)) {
    const words = wordsIn(folded(printed)).join(" ");
    table.set(words, [...(table.get(words) ?? []), key.split("|")]);
  }
  return table;
}

/** The slots filled so far, and how far the words were met at best. */
class Search {
  readonly slots = new Map<number, string>();
  furthest = 0;
  tries = 0;
  readonly #phrases: readonly Phrase[];
  readonly #forms: readonly Forms[];
  readonly #words: readonly string[];
  readonly #longest: number[];

  constructor(phrases: readonly Phrase[], forms: readonly Forms[], words: readonly string[]) {
    this.#phrases = phrases;
    this.#forms = forms;
    this.#words = words;
    this.#longest = forms.map((table) =>
      [...table.keys()].reduce((most, key) => Math.max(most, wordsIn(key).length), 0),
    );
  }

  /** Fills the slots of the phrases from `number` on with what stands from word `place` on. */
  from(number: number, place: number): boolean {
    this.furthest = Math.max(this.furthest, place);
    const phrase = this.#phrases[number];
    if (!phrase) return place === this.#words.length;
    // The longest first: what prints nothing is the last resort.
    const longest = Math.min(this.#longest[number] as number, this.#words.length - place);
    for (let n = longest; n >= 0; n--) {
      const printed = this.#words.slice(place, place + n).join(" ");
      for (const tokens of this.#forms[number]?.get(printed) ?? []) {
        this.tries += 1;
        if (this.tries > MOST_TRIES) return false;
        const added = this.#fill(phrase.slots, tokens);
        if (!added) continue;
        if (this.from(number + 1, place + n)) return true;
        for (const slot of added) this.slots.delete(slot);
      }
    }
    return false;
  }

  /** The slots filled by this; null, and none, where one of them holds something else. */
  #fill(slots: readonly number[], tokens: readonly string[]): number[] | null {
    const pairs = slots.flatMap((slot, i): [number, string][] =>
      i < tokens.length ? [[slot, tokens[i] as string]] : [],
    );
    if (pairs.some(([slot, token]) => (this.slots.get(slot) ?? token) !== token)) return null;
    const added = pairs.filter(([slot]) => !this.slots.has(slot));
    for (const [slot, token] of added) this.slots.set(slot, token);
    return added.map(([slot]) => slot);
  }
}

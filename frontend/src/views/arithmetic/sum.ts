// A sum of codes, each with a weight: as terms in slots and as a text, the one kept in step with the
// other. Nothing of the page in it.

import { writtenSum } from "../../arithmetic/spelling.ts";
import { termsOf } from "../../arithmetic/terms.ts";
import { sameArray } from "../../arrays.ts";
import { combine } from "../../geometry/paths.ts";
import { namesOf } from "../../names.ts";
import type { NameEntry } from "../../protocol.ts";
import { sampleIndex, sampleName } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";
import { type Operand, sampleOperand } from "../slots/operand.ts";

export interface SumTerm {
  operand: Operand | null;
  weight: number;
}

/** What the tool is set to. */
export interface SumState {
  readonly terms: readonly SumTerm[];
  readonly text: string;
}

const START: readonly number[] = [1, -1, 1];

export class Sum {
  readonly #store: SpaceStore;
  /** What is or was in a slot and has no name elsewhere, or another code under it. */
  readonly #own = new Map<string, Operand>();
  #names = new Map<string, NameEntry>();
  #turn = 0;
  terms: readonly SumTerm[] = START.map((weight) => ({ operand: null, weight }));
  /** What says the terms. */
  text = "";

  constructor(store: SpaceStore) {
    this.#store = store;
  }

  /** The code that it comes to; null where no slot is filled. */
  get z(): Float32Array | null {
    const filled = this.#filled();
    if (filled.length === 0) return null;
    return combine(
      filled.map(({ operand }) => operand.z),
      filled.map(({ weight }) => weight),
    );
  }

  /** Numbers of the samples that are among its codes, whatever they are called. */
  get samples(): number[] {
    const found = this.#filled().map(({ operand }) => sampleIndex(operand.name));
    return found.filter((index) => index !== null);
  }

  /**
   * Reads `text` and takes its terms; an ExpressionError leaves the terms as they were. False where
   * something newer was read or set meanwhile.
   */
  async read(text: string): Promise<boolean> {
    this.#turn += 1;
    const turn = this.#turn;
    await this.#learn();
    if (turn !== this.#turn) return false;
    const weighted = termsOf(text, {
      has: (name) => this.#isKnown(name),
      names: () => this.#known(),
    });
    const operands = await Promise.all(weighted.map(({ name }) => this.#operand(name))).catch(
      (error: Error) => {
        if (turn === this.#turn) throw error;
        return [];
      },
    );
    if (turn !== this.#turn) return false;
    this.text = text;
    this.terms = operands.map((operand, i) => ({ operand, weight: weighted[i]?.weight ?? 1 }));
    return true;
  }

  /** Changes the terms, and writes the text that says so. */
  set(terms: readonly SumTerm[]): void {
    this.#turn += 1;
    this.terms = terms.map(({ operand, weight }) => ({
      operand: operand && this.#named(operand),
      weight,
    }));
    this.text = writtenSum(
      this.#filled().map(({ operand, weight }) => ({ name: operand.name, weight })),
    );
  }

  get state(): SumState {
    const { terms, text } = this;
    return { terms, text };
  }

  /** Takes terms and text as they once were. */
  take({ terms, text }: SumState): void {
    this.#turn += 1;
    this.terms = terms;
    this.text = text;
  }

  /** The codes in it that only this view knows by their names, such as a mean of a selection. */
  get own(): Operand[] {
    return this.#filled()
      .map(({ operand }) => operand)
      .filter(({ name, z }) => sampleIndex(name) === null && !sameAs(this.#shared(name), z));
  }

  /** Takes codes by name, as Python has them. */
  keep(operands: readonly { name: string; z: Float32Array }[]): void {
    for (const { name, z } of operands) this.#own.set(name, { name, kind: "code", z });
  }

  /** An expression that can be tried here. */
  async example(): Promise<string> {
    await this.#learn();
    const means = [...this.#names.values()].filter(({ kind }) => kind === "mean");
    const pair = means
      .map(({ of }) => means.filter((entry) => entry.of === of))
      .find(({ length }) => length >= 2);
    const last = this.#store.description.n_samples - 1;
    const sample = (index: number) => sampleName(Math.min(index, last));
    const [a, b] = pair ? pair.map(({ name }) => name) : [sample(1), sample(2)];
    return writtenSum([
      { name: sample(0), weight: 1 },
      { name: a as string, weight: 1 },
      { name: b as string, weight: -1 },
    ]);
  }

  #filled(): { operand: Operand; weight: number }[] {
    return this.terms.filter((term): term is { operand: Operand; weight: number } =>
      Boolean(term.operand),
    );
  }

  async #learn(): Promise<void> {
    const entries = await namesOf(this.#store);
    this.#names = new Map(entries.map((entry) => [entry.name, entry]));
  }

  #isKnown(name: string): boolean {
    const index = sampleIndex(name);
    if (index !== null && index < this.#store.description.n_samples) return true;
    return this.#find(name) !== null;
  }

  #find(name: string): Operand | null {
    return this.#own.get(name) ?? this.#shared(name);
  }

  /** What every view of the space knows by this name. */
  #shared(name: string): Operand | null {
    const bookmark = this.#store.bookmarks.find((entry) => entry.name === name);
    if (bookmark) return { ...bookmark, kind: "bookmark" };
    const found = this.#names.get(name);
    return found ? { name, kind: found.kind, z: found.z } : null;
  }

  #known(): string[] {
    const { bookmarks, description } = this.#store;
    const marks = bookmarks.map(({ name }) => name);
    const last = sampleName(description.n_samples - 1);
    return [...new Set([...this.#own.keys(), ...marks, ...this.#names.keys(), last])];
  }

  async #operand(name: string): Promise<Operand> {
    const found = this.#find(name);
    if (found) return found;
    const operand = await sampleOperand(this.#store, sampleIndex(name) as number);
    this.#own.set(name, operand);
    return operand;
  }

  /** Under a name that no other code has here: "point", "point_2", … */
  #named(operand: Operand): Operand {
    const isFree = (name: string) => {
      const found = this.#find(name);
      return !found || sameArray(found.z, operand.z);
    };
    let { name } = operand;
    for (let number = 2; !isFree(name); number++) name = `${operand.name}_${number}`;
    const named = { ...operand, name };
    this.#own.set(name, named);
    return named;
  }
}

export function sameSum(a: SumState, b: SumState): boolean {
  if (a.text !== b.text || a.terms.length !== b.terms.length) return false;
  return a.terms.every(({ operand, weight }, i) => {
    const other = b.terms[i] as SumTerm;
    if (weight !== other.weight || !operand || !other.operand) {
      return weight === other.weight && operand === other.operand;
    }
    return operand.name === other.operand.name && sameArray(operand.z, other.operand.z);
  });
}

function sameAs(operand: Operand | null, z: Float32Array): boolean {
  return operand !== null && sameArray(operand.z, z);
}

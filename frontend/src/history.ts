// Undo and redo over acts: each knows how it is taken back and how it is done again.

export interface Act {
  /** What was done, as the journal says it: "moved z₃ to 1.2". */
  label: string;
  undo(): void;
  redo(): void;
}

export class History<A extends Act = Act> {
  readonly #limit: number;
  #past: A[] = [];
  #future: A[] = [];

  constructor(limit = 200) {
    this.#limit = limit;
  }

  /** What `undo` would take back. */
  get last(): A | null {
    return this.#past.at(-1) ?? null;
  }

  /** What `redo` would do again. */
  get next(): A | null {
    return this.#future.at(-1) ?? null;
  }

  /** `act` has been done; what was undone cannot be done again. */
  push(act: A): void {
    this.#past.push(act);
    if (this.#past.length > this.#limit) this.#past.shift();
    this.#future = [];
  }

  undo(): A | null {
    const act = this.#past.pop();
    if (!act) return null;
    this.#future.push(act);
    act.undo();
    return act;
  }

  redo(): A | null {
    const act = this.#future.pop();
    if (!act) return null;
    this.#past.push(act);
    act.redo();
    return act;
  }
}

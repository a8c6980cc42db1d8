// Undo and redo over immutable values.

export class History<T> {
  readonly #limit: number;
  #past: T[] = [];
  #future: T[] = [];

  constructor(limit = 200) {
    this.#limit = limit;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A step was made from `before`; what was undone is forgotten. */
  push(before: T): void {
    this.#past.push(before);
    if (this.#past.length > this.#limit) this.#past.shift();
    this.#future = [];
  }

  undo(current: T): T | undefined {
    const value = this.#past.pop();
    if (value !== undefined) this.#future.push(current);
    return value;
  }

  redo(current: T): T | undefined {
    const value = this.#future.pop();
    if (value !== undefined) this.#past.push(current);
    return value;
  }
}

// What was done in a space, in words, each entry with the place to go back to; undo and redo with it.

import { type Act, History } from "./history.ts";
import { differing, type Moment } from "./moment.ts";

/** What the views showed: the code, what was selected, which map (its key) and which colour. */
export interface Place {
  z: Float32Array;
  /** Null where it is not known any more. */
  selection: Uint32Array | null;
  map: string;
  colour: string | null;
}

export interface Entry {
  /** Unique within one journal; greater than those of the entries before it. */
  id: number;
  label: string;
  /** Milliseconds since 1970. */
  time: number;
  /** It was taken back, and not done again. */
  undone: boolean;
  place: Place;
}

export interface Words {
  label: string;
  /** Acts in haste of one topic, as of one slider's key held down, are one act. */
  topic?: string;
}

/** What an act has done beside what a moment holds: in the kernel. */
export type Also = Pick<Act, "undo" | "redo">;

type Kept = Act & Words & { entry: number };

/** What the acts are done in. */
export interface World {
  readonly moment: Moment;
  /** Brings back what `change` holds. */
  restore(change: Partial<Moment>): void;
  /** The entries, or what can be undone, have changed. */
  onChange(): void;
}

export const MOST_ENTRIES = 200;
export const LONGEST_LABEL = 300;
const HASTE_MS = 1000;
const BACK = "went back to: ";

export class Journal {
  readonly #world: World;
  readonly #now: () => number;
  readonly #history = new History<Kept>();
  #entries: readonly Entry[] = [];
  #count = 0;

  constructor(world: World, now: () => number = Date.now) {
    this.#world = world;
    this.#now = now;
  }

  /** The oldest first; the last 200. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The words of what `undo` would take back; null where there is nothing. */
  get undoing(): string | null {
    return this.#history.last?.label ?? null;
  }

  get redoing(): string | null {
    return this.#history.next?.label ?? null;
  }

  /** Does `change`, and notes what it changed. */
  doing(words: Words, change: () => void): void {
    const before = this.#world.moment;
    change();
    this.did(before, words);
  }

  /** Notes what has changed since `before`, and `also`, as one act; nothing where nothing has. */
  did(before: Moment, words: Words, after: Moment = this.#world.moment, also?: Also): void {
    const back = differing(before, after);
    const forth = differing(after, before);
    if (!(back && forth) && !also) return;
    const undo = () => {
      also?.undo();
      this.#world.restore(back ?? {});
    };
    const redo = () => {
      also?.redo();
      this.#world.restore(forth ?? {});
    };
    this.#record({ ...words, undo, redo }, placeOf(after));
  }

  /** Notes an act of a tool, which has been done and knows how to take itself back. */
  act(act: Act): void {
    this.#record(act, placeOf(this.#world.moment));
  }

  /** Goes back to where an entry led, which is an act too; bookmarks stay. */
  goTo({ label, place }: Entry): void {
    const before = this.#world.moment;
    const selection = place.selection ?? before.selection;
    const after = { ...before, ...place, selection };
    const change = differing(after, before);
    if (!change) return;
    this.#world.restore(change);
    this.did(before, { label: BACK + label.replace(BACK, "") }, after);
  }

  undo(): void {
    const act = this.#history.undo();
    if (act) this.#change(act.entry, { undone: true });
  }

  redo(): void {
    const act = this.#history.redo();
    if (act) this.#change(act.entry, { undone: false });
  }

  /** Takes the entries of another journal in the place of its own; what can be undone stays. */
  replace(entries: readonly Omit<Entry, "id">[]): void {
    this.#entries = entries.slice(-MOST_ENTRIES).map((entry) => {
      this.#count += 1;
      return { ...entry, id: this.#count };
    });
  }

  #record(said: Act & Words, place: Place): void {
    const act = { ...said, label: [...said.label].slice(0, LONGEST_LABEL).join("") };
    const time = this.#now();
    if (this.#isInHaste(act.topic, time)) {
      const last = this.#history.last as Kept;
      last.label = act.label;
      last.redo = act.redo;
      this.#change(last.entry, { label: act.label, time, place });
      return;
    }
    this.#count += 1;
    const id = this.#count;
    this.#history.push({ ...act, entry: id });
    const added = { id, label: act.label, time, undone: false, place };
    this.#entries = [...this.#entries, added].slice(-MOST_ENTRIES);
    this.#world.onChange();
  }

  /** Of the same topic as the last act, and right after it. */
  #isInHaste(topic: string | undefined, time: number): boolean {
    const { last, next } = this.#history;
    const entry = this.#entries.at(-1);
    if (topic === undefined || next || !last || !entry) return false;
    return last.topic === topic && last.entry === entry.id && time - entry.time < HASTE_MS;
  }

  #change(id: number, change: Partial<Entry>): void {
    this.#entries = this.#entries.map((entry) =>
      entry.id === id ? { ...entry, ...change } : entry,
    );
    this.#world.onChange();
  }
}

function placeOf({ z, selection, map, colour }: Moment): Place {
  return { z, selection, map, colour };
}

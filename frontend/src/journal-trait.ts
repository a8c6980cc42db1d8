// The journal as the kernel keeps it, for a page to come and for sessions that Python saves.

import { sameArray, toTrait } from "./arrays.ts";
import type { Entry, Journal } from "./journal.ts";
import type { StateModel } from "./state-model.ts";

type Told = Omit<Entry, "id">;

/** The entries of `widgets/journal.py`, after `revive`: equal selections stand once. */
interface Wire {
  entries: (Omit<Told, "place"> & {
    map: string;
    colour: string | null;
    selection: number | null;
  })[];
  codes: Float32Array;
  selections: Uint32Array[];
}

/** Bytes: of codes and of selections; what is older goes first. */
const MOST_CODES = 8 * 2 ** 20;
const MOST_SELECTIONS = 4 * 2 ** 20;
/** Below this it is told after each act, else when the hand rests. */
const SMALL = 2 ** 16;
const REST_MS = 2000;

export class JournalTrait {
  readonly #model: StateModel;
  readonly #journal: Journal;
  readonly #size: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `size`: numbers in a code. */
  constructor(model: StateModel, journal: Journal, size: number) {
    this.#model = model;
    this.#journal = journal;
    this.#size = size;
    journal.replace(this.#read());
  }

  /** Tells the kernel, soon. */
  write(): void {
    clearTimeout(this.#timer);
    const bytes = 4 * this.#size * this.#journal.entries.length;
    this.#timer = setTimeout(() => this.#tell(), bytes <= SMALL ? 0 : REST_MS);
  }

  /** Whether the kernel holds what is here, or less of it. */
  get isKnown(): boolean {
    const told = this.#read();
    const own = this.#journal.entries.slice(-told.length || this.#journal.entries.length);
    return told.length === own.length && own.every((entry, i) => isSame(entry, told[i]));
  }

  /** Takes what the kernel set. */
  hear(): void {
    this.#journal.replace(this.#read());
  }

  dispose(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#tell();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#model.write({ journal: packJournal(this.#journal.entries, this.#size) });
  }

  #read(): Told[] {
    const wire = this.#model.read<Wire | undefined>("journal");
    return wire ? unpack(wire, this.#size) : [];
  }
}

function isSame(a: Told, b: Told | undefined): boolean {
  return a.label === b?.label && a.time === b.time && a.undone === b.undone;
}

/** Entries as the trait carries them. */
export function packJournal(entries: readonly Told[], size: number): Record<string, unknown> {
  const kept = entries.slice(-Math.max(1, Math.floor(MOST_CODES / (4 * size))));
  const codes = new Float32Array(kept.length * size);
  for (const [i, { place }] of kept.entries()) codes.set(place.z, i * size);
  const selections: Uint32Array[] = [];
  let room = MOST_SELECTIONS;
  const places = new Map<Told, number | null>();
  // From the newest: what there is no room for is the oldest.
  for (const entry of [...kept].reverse()) {
    const { selection } = entry.place;
    const isLast = selection !== null && sameArray(selection, selections.at(-1) ?? null);
    if (selection && !isLast) {
      room -= selection.byteLength;
      if (room >= 0) selections.push(selection);
    }
    places.set(entry, selection && room >= 0 ? selections.length - 1 : null);
  }
  return {
    entries: kept.map((entry) => {
      const { label, time, undone, place } = entry;
      const { map, colour } = place;
      return { label, time, undone, map, colour, selection: places.get(entry) ?? null };
    }),
    codes: { ...toTrait(codes), shape: [kept.length, size] },
    selections: selections.map(toTrait),
  };
}

function unpack({ entries, codes, selections }: Wire, size: number): Told[] {
  return entries.map(({ label, time, undone, map, colour, selection }, i) => {
    const z = codes.slice(i * size, (i + 1) * size);
    const chosen = selection === null ? null : (selections[selection] ?? null);
    return { label, time, undone, place: { z, selection: chosen, map, colour } };
  });
}

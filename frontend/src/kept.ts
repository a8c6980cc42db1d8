// What pages share by the model: the code, the selected samples and the bookmarks.

import { selectionWords } from "./act-words.ts";
import { sameArray, toTrait } from "./arrays.ts";
import {
  bookmarkOf,
  freeName,
  isNumbered,
  MOST_BOOKMARKS,
  nameFault,
  renamed,
} from "./bookmarks.ts";
import type { Words } from "./journal.ts";
import { sameBookmarks } from "./moment.ts";
import type { Bookmark } from "./protocol.ts";
import type { StateModel } from "./state-model.ts";

export interface KeptEvents {
  onSelection(indices: Uint32Array): void;
  onBookmarks(bookmarks: Bookmark[]): void;
  /** Does `change` as one act. */
  doing(words: Words, change: () => void): void;
}

export class Kept {
  selection: Uint32Array;
  bookmarks: Bookmark[];
  readonly #model: StateModel;
  readonly #events: KeptEvents;
  /** The code told last, whose echo may come when another is here. */
  #sent: Float32Array | null = null;

  constructor(model: StateModel, events: KeptEvents) {
    this.#model = model;
    this.#events = events;
    this.selection = model.read("selection");
    this.bookmarks = model.read("bookmarks");
  }

  tellZ(z: Float32Array): void {
    this.#sent = z;
    this.#model.write({ z: toTrait(z) });
  }

  /** The code that the kernel set; null where it is `current`, or the late echo of what was told. */
  newZ(current: Float32Array): Float32Array | null {
    const z = this.#model.read<Float32Array>("z");
    if (sameArray(z, current) || sameArray(z, this.#sent)) return null;
    this.#sent = null;
    return z;
  }

  select(indices: Uint32Array): void {
    const chosen = indices.slice();
    this.#events.doing({ label: selectionWords(chosen) }, () => this.setSelection(chosen));
  }

  /** Keeps `z` under `name`, or the next free one; says why where it does not. */
  add(z: Float32Array, name = freeName(this.bookmarks)): string | null {
    const found = bookmarkOf(this.bookmarks, z);
    if (found) return `This point is bookmarked already, as ${found.name}.`;
    if (this.bookmarks.length >= MOST_BOOKMARKS) {
      return `${MOST_BOOKMARKS} bookmarks are kept at most: remove one first.`;
    }
    const others = this.bookmarks.filter((bookmark) => bookmark.name !== name);
    const label = `${isNumbered(name) ? "added" : "bookmarked"} ${name}`;
    this.#events.doing({ label }, () => this.setBookmarks([...others, { name, z }]));
    return null;
  }

  /** Gives a bookmark another name; says why where it cannot. */
  rename(from: string, to: string): string | null {
    const fault = nameFault(this.bookmarks, to, from);
    if (fault || from === to) return fault;
    const label = `renamed ${from} to ${to}`;
    this.#events.doing({ label }, () => this.setBookmarks(renamed(this.bookmarks, from, to)));
    return null;
  }

  remove(name: string): void {
    const others = this.bookmarks.filter((bookmark) => bookmark.name !== name);
    const label = `removed ${isNumbered(name) ? "" : "the bookmark "}${name}`;
    this.#events.doing({ label }, () => this.setBookmarks(others));
  }

  // The model says our own word back at once: by then it is no news.

  setSelection(indices: Uint32Array): void {
    if (sameArray(indices, this.selection)) return;
    this.selection = indices;
    this.#events.onSelection(indices);
    this.#model.write({ selection: toTrait(indices) });
  }

  setBookmarks(bookmarks: Bookmark[]): void {
    if (sameBookmarks(bookmarks, this.bookmarks)) return;
    this.bookmarks = bookmarks;
    this.#events.onBookmarks(bookmarks);
    this.#model.write({ bookmarks: bookmarks.map(({ name, z }) => ({ name, z: toTrait(z) })) });
  }

  /** Takes what the kernel set. */
  hear(name: "selection" | "bookmarks"): void {
    if (name === "selection") {
      this.selection = this.#model.read(name);
      this.#events.onSelection(this.selection);
    } else {
      this.bookmarks = this.#model.read(name);
      this.#events.onBookmarks(this.bookmarks);
    }
  }

  /** Whether the model holds what is here already. */
  isKnown(name: "selection" | "bookmarks"): boolean {
    if (name === "selection") return sameArray(this.#model.read(name), this.selection);
    return sameBookmarks(this.#model.read(name), this.bookmarks);
  }
}

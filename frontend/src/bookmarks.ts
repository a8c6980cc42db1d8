// Codes kept by name: a list in which each name stands once.

import { sameArray } from "./arrays.ts";
import type { Bookmark } from "./protocol.ts";

/** As the kernel accepts them. */
export const MOST_BOOKMARKS = 500;
export const LONGEST_NAME = 100;

type Bookmarks = readonly Bookmark[];

/** The bookmark of exactly this code. */
export function bookmarkOf(bookmarks: Bookmarks, z: Float32Array): Bookmark | null {
  return bookmarks.find((bookmark) => sameArray(bookmark.z, z)) ?? null;
}

/** The next of "bookmark 1", "bookmark 2", … that is free. */
export function freeName(bookmarks: Bookmarks): string {
  let number = bookmarks.length + 1;
  const isTaken = () => bookmarks.some(({ name }) => name === `bookmark ${number}`);
  while (isTaken()) number += 1;
  return `bookmark ${number}`;
}

/** Whether it has the name that it was given by itself. */
export function isNumbered(name: string): boolean {
  return /^bookmark \d+$/.test(name);
}

/** Why `name` cannot be given to the bookmark called `current`; null where it can. */
export function nameFault(bookmarks: Bookmarks, name: string, current?: string): string | null {
  if (name === "") return "A bookmark needs a name.";
  if ([...name].length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`;
  const isTaken = name !== current && bookmarks.some((bookmark) => bookmark.name === name);
  return isTaken ? `There is a bookmark ${name} already.` : null;
}

export function renamed(bookmarks: Bookmarks, from: string, to: string): Bookmark[] {
  return bookmarks.map((bookmark) =>
    bookmark.name === from ? { ...bookmark, name: to } : bookmark,
  );
}

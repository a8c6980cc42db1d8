// All of a space that an undo brings back; values are never changed in place, so a moment costs nothing.

import { sameArray } from "./arrays.ts";
import type { Place } from "./journal.ts";
import type { Bookmark, Sample } from "./protocol.ts";

/** What tools are set to, by tool. */
export type Tools = Readonly<Record<string, unknown>>;

export interface Moment extends Place {
  selection: Uint32Array;
  bookmarks: Bookmark[];
  chosen: Sample | null;
  tools: Tools;
}

/** What `moment` has otherwise than `other`; null where nothing. */
export function differing(moment: Moment, other: Moment): Partial<Moment> | null {
  const found: Partial<Moment> = {};
  if (!sameArray(moment.z, other.z)) found.z = moment.z;
  if (!sameArray(moment.selection, other.selection)) found.selection = moment.selection;
  if (!sameBookmarks(moment.bookmarks, other.bookmarks)) found.bookmarks = moment.bookmarks;
  if (moment.chosen !== other.chosen) found.chosen = moment.chosen;
  if (moment.map !== other.map) found.map = moment.map;
  if (moment.colour !== other.colour) found.colour = moment.colour;
  const tools = differingTools(moment.tools, other.tools);
  if (tools) found.tools = tools;
  return Object.keys(found).length ? found : null;
}

/** Those that are set otherwise; one that was not open yet has not been set. */
function differingTools(tools: Tools, others: Tools): Tools | null {
  const found = Object.entries(tools).filter(([id, state]) => id in others && others[id] !== state);
  return found.length ? Object.fromEntries(found) : null;
}

export function sameBookmarks(a: readonly Bookmark[], b: readonly Bookmark[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every(({ name, z }, i) => name === b[i]?.name && sameArray(z, b[i].z));
}

// Session files: where one is in a space, what was kept and what was done. Python writes and reads the
// same, in `widgets/sessions`; here too they are read as from a stranger.

import { LONGEST_NAME, MOST_BOOKMARKS } from "./bookmarks.ts";
import { type Entry, LONGEST_LABEL, MOST_ENTRIES, type Place } from "./journal.ts";
import type { KeptStates } from "./kept-states.ts";
import { isMapKey } from "./map-key.ts";
import type { Tools } from "./moment.ts";
import type { Bookmark, Identity, SpaceIdentity } from "./protocol.ts";
import { readTools, toJson } from "./tool-states.ts";

/** What there is to go on from. */
export interface State {
  z: Float32Array;
  selection: Uint32Array;
  bookmarks: Bookmark[];
  map: string;
  colour: string | null;
  journal: readonly Omit<Entry, "id">[];
  tools: Tools;
}

export interface Session extends State {
  space: SpaceIdentity;
  /** Null in a file of version 1. */
  kept: KeptStates | null;
}

const FORMAT = "latentwidgets session";
const VERSION = 2;
export const MOST_BYTES = 256 * 2 ** 20;
const LONGEST_COLOUR = 200;
const LATEST = 8.64e15;
const TOLERANCE = 1e-3; // of the codes' sd, as in `spaces/identity.py`

export function writeSession(state: State, identity: Identity, kept: KeptStates): string {
  const selections: Uint32Array[] = [];
  const place = (selection: Uint32Array | null) => {
    if (selection === null) return null;
    if (selections.at(-1) !== selection) selections.push(selection);
    return selections.length - 1;
  };
  const { z, selection, bookmarks, map, colour, journal, tools } = state;
  const content = {
    format: FORMAT,
    version: VERSION,
    latentwidgets: identity.package,
    space: identity.space,
    z: [...z],
    selection: [...selection],
    bookmarks: bookmarks.map((bookmark) => ({ name: bookmark.name, z: [...bookmark.z] })),
    map,
    colour,
    journal: journal.map(({ label, time, undone, place: at }) => ({
      ...{ label, time, undone },
      z: [...at.z],
      selection: place(at.selection),
      map: at.map,
      colour: at.colour,
    })),
    selections: [] as number[][],
    tools: toJson(tools),
    ...kept,
  };
  content.selections = selections.map((chosen) => [...chosen]);
  return JSON.stringify(content);
}

/** Reads a session of whatever space; an error says in words what is wrong with it. */
export function readSession(text: string): Session {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("it is no JSON, or cut short.");
  }
  const top = objectOf(content, "it");
  if (top.format !== FORMAT) {
    throw new Error("it is none: give a file that Save gave, or save_session of Python.");
  }
  if (typeof top.version === "number" && top.version > VERSION) {
    throw new Error(`it is of a later latentwidgets (version ${top.version} of the format).`);
  }
  const isFirst = top.version === 1;
  if (!isFirst && top.version !== VERSION) throw new Error("it is of no version that is known.");
  const space = readSpace(top.space);
  const selections = listOf(top.selections, MOST_ENTRIES, "its selections").map((chosen) =>
    readIndices(chosen, space),
  );
  const bookmarks = listOf(top.bookmarks, MOST_BOOKMARKS, "its bookmarks").map((entry) =>
    readBookmark(entry, space),
  );
  if (new Set(bookmarks.map(({ name }) => name)).size < bookmarks.length) {
    throw new Error("it holds two bookmarks of one name.");
  }
  return {
    space,
    z: readCode(top.z, space),
    selection: readIndices(top.selection, space),
    bookmarks,
    map: readMap(top.map),
    colour: readColour(top.colour),
    journal: listOf(top.journal, MOST_ENTRIES, "its journal").map((entry) =>
      readEntry(entry, space, selections),
    ),
    tools: isFirst ? {} : readTools(top.tools, { size: sizeOf(space), nSamples: space.n_samples }),
    kept: isFirst ? null : readKept(top),
  };
}

/** Why a session of `saved` cannot be taken up here; null where codes mean the same in both. */
export function modelFault(saved: SpaceIdentity, here: SpaceIdentity): string | null {
  const sameShape = String(saved.latent_shape) === String(here.latent_shape);
  const same = sameShape && saved.fingerprint === here.fingerprint;
  if (same && (here.fingerprint || (saved.name === here.name && isDataOf(saved, here)))) {
    return null;
  }
  const which =
    saved.name === here.name ? `${saved.name} with other weights` : `another model, ${saved.name}`;
  return `it is a session of ${which}: load it where that model is shown. Nothing was changed.`;
}

/** Whether a sample's number means the same in both. */
export function isDataOf(saved: SpaceIdentity, here: SpaceIdentity): boolean {
  if (saved.n_samples !== here.n_samples || saved.trace.length !== here.trace.length) return false;
  return saved.trace.every((value, i) => {
    const apart = Math.abs(value - (here.trace[i] as number));
    return apart <= TOLERANCE * (saved.spread[i] as number) + 1e-6;
  });
}

// -- reading ----------------------------------------------------------------------------------

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${what} is no object of a session.`);
  }
  return value as Record<string, unknown>;
}

function listOf(value: unknown, most: number, what: string): unknown[] {
  if (!Array.isArray(value) || value.length > most) {
    throw new Error(`${what} are no list of at most ${most}.`);
  }
  return value;
}

function textOf(value: unknown, longest: number, what: string, shortest = 0): string {
  if (typeof value !== "string" || [...value].length > longest || value.length < shortest) {
    throw new Error(`${what} is no text of at most ${longest} characters.`);
  }
  return value;
}

function wholeOf(value: unknown, least: number, most: number, what: string): number {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    throw new Error(`${what} is no whole number from ${least} to ${most}.`);
  }
  return value as number;
}

function numbersOf(value: unknown, what: string): number[] {
  if (!Array.isArray(value) || !value.every((x) => typeof x === "number")) {
    throw new Error(`${what} is no list of numbers.`);
  }
  return value as number[];
}

function readSpace(value: unknown): SpaceIdentity {
  const space = objectOf(value, "its space");
  const shape = listOf(space.latent_shape, 8, "its latent shape").map((extent) =>
    wholeOf(extent, 1, 2 ** 24, "an extent of its codes"),
  );
  const trace = numbersOf(space.trace, "its trace");
  const spread = numbersOf(space.spread, "its spread");
  if (!shape.length || trace.length !== spread.length) {
    throw new Error("its space is not described as spaces are.");
  }
  return {
    name: textOf(space.name, 1000, "the name of its space"),
    fingerprint: textOf(space.fingerprint, 64, "its fingerprint"),
    latent_shape: shape,
    n_samples: wholeOf(space.n_samples, 0, 2 ** 32 - 1, "its number of samples"),
    seed: wholeOf(space.seed, 0, Number.MAX_SAFE_INTEGER, "its seed"),
    trace,
    spread,
  };
}

function readKept({ directions, edit }: Record<string, unknown>): KeptStates {
  return {
    directions: listOf(directions, 100, "its directions"),
    edit: objectOf(edit, "its edit"),
  };
}

function sizeOf({ latent_shape }: SpaceIdentity): number {
  return latent_shape.reduce((product, extent) => product * extent, 1);
}

function readCode(value: unknown, space: SpaceIdentity): Float32Array {
  const code = Float32Array.from(numbersOf(value, "a code"));
  const size = sizeOf(space);
  if (code.length !== size) {
    throw new Error(`a code has ${code.length} numbers, and those of its space have ${size}.`);
  }
  if (!code.every(Number.isFinite)) throw new Error("a code holds numbers that are too large.");
  return code;
}

function readIndices(value: unknown, { n_samples }: SpaceIdentity): Uint32Array {
  const indices = numbersOf(value, "a selection").map((index) =>
    wholeOf(index, 0, n_samples - 1, "a selected sample"),
  );
  if (new Set(indices).size < indices.length) throw new Error("it selects a sample twice.");
  return Uint32Array.from(indices);
}

function readBookmark(value: unknown, space: SpaceIdentity): Bookmark {
  const { name, z } = objectOf(value, "a bookmark");
  return { name: textOf(name, LONGEST_NAME, "a bookmark's name", 1), z: readCode(z, space) };
}

function readMap(value: unknown): string {
  const key = textOf(value, 200, "its map");
  if (!isMapKey(key)) throw new Error("its map is none.");
  return key;
}

function readColour(value: unknown): string | null {
  return value === null ? null : textOf(value, LONGEST_COLOUR, "its colour");
}

function readEntry(
  value: unknown,
  space: SpaceIdentity,
  selections: Uint32Array[],
): Omit<Entry, "id"> {
  const entry = objectOf(value, "an entry of its journal");
  const { time, undone, selection } = entry;
  if (typeof time !== "number" || !(time >= 0 && time <= LATEST) || typeof undone !== "boolean") {
    throw new Error("an entry of its journal has no time, or is neither undone nor not.");
  }
  const at =
    selection === null ? null : wholeOf(selection, 0, selections.length - 1, "a selection");
  const place: Place = {
    z: readCode(entry.z, space),
    selection: at === null ? null : (selections[at] as Uint32Array),
    map: readMap(entry.map),
    colour: readColour(entry.colour),
  };
  return { label: textOf(entry.label, LONGEST_LABEL, "an entry's words", 1), time, undone, place };
}

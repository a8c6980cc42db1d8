// The directions of an exported page: those it came with, and those made here by mean difference.

import { sameArray } from "../arrays.ts";
import {
  type Changed,
  type Direction,
  type Directions,
  freeName,
  LONGEST_NAME,
  MOST_DIRECTIONS,
  type Recipe,
  stepOf,
} from "../directions/direction.ts";
import { readDirection, readForeign, writeDirection } from "../directions/file.ts";
import {
  groupsOf,
  meanDifference,
  orthogonalTo,
  type Sides,
  sidesOf,
  sidesOfPairs,
  spread,
} from "../directions/make.ts";
import type { Description, NameEntry, Payload } from "../protocol.ts";
import type { ExportData } from "./data.ts";

const KINDS = new Set([
  "codes",
  "direction",
  "direction_quality",
  "edit_direction",
  "find_direction",
  "keep_direction",
  "restore_directions",
]);
const MOST_VERSIONS = 200;
const MOST_SAMPLES = 1000;
const PRIOR_SD = { normal: 1, uniform: 3 ** -0.5 };

export class PageDirections {
  readonly #data: ExportData;
  readonly #description: Description;
  readonly #size: number;
  readonly #versions = new Map<number, readonly Direction[]>();
  #now: Directions;
  /** Hears of each change. */
  onChange: (directions: Directions) => void = () => {};

  constructor(data: ExportData) {
    this.#data = data;
    this.#description = data.traits.description as Description;
    this.#size = this.#description.latent_size;
    this.#now = (data.traits.directions as Directions | undefined) ?? { version: 1, entries: [] };
    this.#versions.set(this.#now.version, this.#now.entries);
  }

  get version(): number {
    return this.#now.version;
  }

  /** As names of codes: steps of one standard deviation. */
  get names(): NameEntry[] {
    return this.#now.entries.map((one) => {
      return { name: one.name, kind: "direction", of: "", z: stepOf(one), count: 1 };
    });
  }

  /** As JSON, for a session. */
  get kept(): unknown[] {
    const { latent_shape } = this.#description;
    return this.#now.entries.map((one) => JSON.parse(writeDirection(one, latent_shape)));
  }

  /** Those of a session; an error says what is wrong with them. */
  read(kept: unknown): Direction[] {
    const { latent_shape } = this.#description;
    const listed = Array.isArray(kept) ? kept : [];
    const entries = listed.map((one) => readDirection(JSON.stringify(one), latent_shape));
    if (new Set(entries.map(({ name }) => name)).size < entries.length) {
      throw new Error("it holds two directions of one name.");
    }
    return entries;
  }

  put(entries: Direction[]): void {
    this.#set(entries, null);
  }

  answers(kind: unknown): boolean {
    return KINDS.has(kind as string);
  }

  answer(payload: Payload): unknown {
    switch (payload.kind) {
      case "codes":
        return { codes: this.#codes(payload.indices as Uint32Array) };
      case "direction":
        return this.#make(payload);
      case "edit_direction":
        return this.#edit(payload);
      case "keep_direction": {
        const text = new TextDecoder().decode(payload.file as Uint8Array);
        const { direction, notice } = readForeign(text, this.#data.identity.space);
        return { ...this.#keep(direction), notice };
      }
      case "restore_directions":
        return this.#restore(payload.version as number);
      default:
        throw new Error(
          payload.kind === "direction_quality"
            ? "Measuring a direction needs Python: open the space in a notebook."
            : "Finding directions without labels needs Python: open the space in a notebook.",
        );
    }
  }

  #codes(indices: Uint32Array): Float32Array {
    const codes = new Float32Array(indices.length * this.#size);
    for (const [row, index] of indices.entries()) {
      const start = index * this.#size;
      codes.set(this.#data.codes.subarray(start, start + this.#size), row * this.#size);
    }
    return codes;
  }

  #make(payload: Payload): Changed {
    const { attribute, value, against, method, name } = payload as Record<string, string | null>;
    if ((method ?? "mean") !== "mean") {
      throw new Error("In this page directions are made by mean difference; others need Python.");
    }
    const pairs = payload.pairs as Float32Array | undefined;
    const sides = pairs
      ? sidesOfPairs(pairs.length / this.#size)
      : attribute
        ? this.#sides(attribute, value ?? null, against ?? null)
        : groupsOf(
            (payload.positive as Uint32Array | undefined) ?? null,
            (payload.negative as Uint32Array | undefined) ?? null,
            this.#description.n_samples,
          );
    const codes = pairs ?? this.#data.codes;
    const vector = meanDifference(codes, this.#size, sides);
    if (!vector) {
      throw new Error(
        `The codes of both sides have the same mean (${sides.words}): choose groups that differ.`,
      );
    }
    const left = sides.missing ? `; ${sides.missing} without a value left out` : "";
    const [scale, note] = this.#scale(vector);
    return this.#keep({
      name: name ?? (pairs ? "pairs" : this.#called(attribute ?? null, value ?? null)),
      vector,
      scale,
      method: pairs ? "pairs" : "mean",
      label: `mean difference of ${sides.words}${left}, in this page${note}`,
      quality: null,
      recipe: pairs ? this.#recipeOf(payload) : recipeOf(payload),
    });
  }

  /** Of samples, where their codes are still these. */
  #recipeOf({ pairs, samples }: Payload): Recipe | null {
    const rows = samples as Uint32Array | undefined;
    if (!rows || !sameArray(this.#codes(rows), pairs as Float32Array)) return null;
    const half = rows.length / 2;
    const listed = Array.from(rows.subarray(0, half), (row, i) => [row, rows[half + i] as number]);
    return { pairs: listed, method: "pairs" };
  }

  #sides(attribute: string, value: string | null, against: string | null): Sides {
    const column = this.#data.colours.find((each) => each.name === attribute);
    if (!column) throw new Error(`There is no attribute ${attribute} in this page.`);
    return sidesOf(column, value, against);
  }

  #called(attribute: string | null, value: string | null): string {
    if (attribute === null) return "groups";
    const column = this.#data.colours.find((each) => each.name === attribute);
    const kind = value ?? (column?.categories.length === 2 ? column.categories[1] : undefined);
    const yes = kind === undefined || ["true", "yes", "1"].includes(kind.toLowerCase());
    return (yes ? attribute : `${attribute} ${kind}`).slice(0, 80);
  }

  #scale(vector: Float32Array): [number, string] {
    const sd = spread(this.#data.codes, this.#size, vector);
    if (sd > 0) return [sd, ""];
    const { prior } = this.#description;
    return [prior ? PRIOR_SD[prior] : 1, "; the data do not vary along it"];
  }

  #edit(payload: Payload): Changed {
    const { name, act, to, others } = payload as {
      name: string;
      act: string;
      to?: string;
      others?: string[];
    };
    const direction = this.#find(name);
    if (act === "remove") return this.#change(name, null);
    if (act === "flip") {
      const vector = direction.vector.map((x) => -x);
      const label = `${direction.label}; turned round`;
      return this.#change(name, { ...direction, vector, label, quality: null, recipe: null });
    }
    if (act === "orthogonalise") {
      return this.#change(name, this.#orthogonal(direction, others ?? []));
    }
    const renamed = (to ?? "").trim();
    if (!renamed || renamed.length > LONGEST_NAME) {
      throw new Error(`The name is no text of 1 to ${LONGEST_NAME} characters.`);
    }
    if (renamed !== name && this.#now.entries.some((entry) => entry.name === renamed)) {
      throw new Error(`There is a direction “${renamed}” already: give another name.`);
    }
    return this.#change(name, { ...direction, name: renamed });
  }

  #orthogonal(direction: Direction, others: readonly string[]): Direction {
    if (!others.length) throw new Error("Tick the directions that are to stay as they are first.");
    const conditions = others.map((other) => this.#find(other).vector);
    const rest = orthogonalTo(direction.vector, conditions);
    const names = others.join(", ");
    if (!rest) {
      throw new Error(
        `Nothing of “${direction.name}” remains beside ${names}: it lies along them. Tick fewer.`,
      );
    }
    const share = Math.round(100 * rest.remainder);
    const label = `${direction.label}; orthogonal to ${names} (${share}% of it remains)`;
    const [scale] = this.#scale(rest.vector);
    return { ...direction, vector: rest.vector, scale, label, quality: null, recipe: null };
  }

  #find(name: string): Direction {
    const found = this.#now.entries.find((entry) => entry.name === name);
    if (!found) throw new Error(`There is no direction “${name}” any more.`);
    return found;
  }

  #keep(direction: Direction): Changed {
    const { entries } = this.#now;
    if (entries.length >= MOST_DIRECTIONS) {
      throw new Error(`${MOST_DIRECTIONS} directions are kept already: remove one first.`);
    }
    const name = freeName(direction.name, entries);
    return this.#set([...entries, { ...direction, name }], name);
  }

  #change(name: string, direction: Direction | null): Changed {
    const entries = this.#now.entries.flatMap((entry) => {
      if (entry.name !== name) return [entry];
      return direction ? [direction] : [];
    });
    return this.#set(entries, direction?.name ?? null);
  }

  #set(entries: Direction[], name: string | null): Changed {
    const before = this.#now.version;
    const after = Math.max(...this.#versions.keys()) + 1;
    this.#now = { version: after, entries };
    this.#versions.set(after, entries);
    for (const version of this.#versions.keys()) {
      if (this.#versions.size > MOST_VERSIONS) this.#versions.delete(version);
    }
    this.onChange(this.#now);
    return { name, before, after };
  }

  #restore(version: number): Record<string, never> {
    const entries = this.#versions.get(version);
    if (!entries) throw new Error("What was there then is too long ago to be brought back.");
    this.#set([...entries], null);
    return {};
  }
}

/** What Python makes it again from; many samples are not written down. */
function recipeOf({ attribute, value, against, positive, negative }: Payload): Recipe | null {
  const groups = [positive, negative].map((group) => group && Array.from(group as Uint32Array));
  if (groups.flat().length > MOST_SAMPLES) return null;
  const given = { attribute, value, against, positive: groups[0], negative: groups[1] };
  const known = Object.entries(given).filter(([, each]) => each !== undefined && each !== null);
  return { ...Object.fromEntries(known), method: "mean" };
}

// What was done, in words: the labels of the journal's entries and of the undo button.

import type { Origin } from "./contracts.ts";
import type { Words } from "./journal.ts";
import { readMapKey } from "./map-key.ts";
import { count, dimensionName, methodName } from "./words.ts";

const MOVES: Partial<Record<Origin, Words>> = {
  map: { label: "moved on the map", topic: "map" },
  random: { label: "drew a random code" },
  reset: { label: "reset to the mean" },
  kernel: { label: "set from Python" },
};

/** A move of the code; `name` is that of the bookmark where it led to one. */
export function moveWords(
  origin: Origin,
  before: Float32Array,
  after: Float32Array,
  name: string | undefined,
  title: (dimension: number) => string = dimensionName,
): Words {
  if (origin === "bookmark" && name !== undefined) return { label: `went to ${name}` };
  const known = MOVES[origin];
  if (known) return known;
  const moved = [...after.keys()].filter((d) => after[d] !== before[d]);
  const [only] = moved;
  if (origin === "slider" && moved.length === 1 && only !== undefined) {
    const value = plain(after[only] as number);
    return { label: `moved ${title(only)} to ${value}`, topic: `z${only}` };
  }
  return { label: `moved ${count(moved.length, "dimension")}` };
}

export function selectionWords(indices: Uint32Array): string {
  return indices.length ? `selected ${count(indices.length, "sample")}` : "cleared the selection";
}

/** "map: t-SNE in 3-D, perplexity 50". */
export function mapWords(key: string): string {
  const { method, dims, options } = readMapKey(key);
  const space = dims === 3 ? " in 3-D" : "";
  const more = Object.entries(options).map(([name, value]) => `, ${name} ${value}`);
  return `map: ${methodName(method)}${space}${more.join("")}`;
}

export function colourWords(name: string | null): string {
  return `colour: ${name ?? "none"}`;
}

/** Three figures at most, with a true minus sign. */
function plain(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return String(Number(text)).replace("-", "−");
}

// How names and sums are written, and which names are meant where one is unknown; as spelling.py of
// latentwidgets/spaces/arithmetic.

import type { Weighted } from "./terms.ts";
import { isWord } from "./tokens.ts";

const MOST_ADVISED = 3;
const MOST_LISTED = 6;
const LONGEST_COMPARED = 60;

/** A name as an expression takes it, in quotes where it is no plain word. */
export function written(name: string): string {
  if (isWord(name)) return name;
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A sum as it is written: `a − 0.5 * b`, the weights to three digits. */
export function writtenSum(terms: readonly Weighted[]): string {
  return terms
    .map(({ name, weight }, i) => {
      const size = Number(Math.abs(weight).toPrecision(3));
      const sign = weight < 0 ? (i === 0 ? "−" : "− ") : i === 0 ? "" : "+ ";
      return `${sign}${size === 1 ? "" : `${size} * `}${written(name)}`;
    })
    .join(" ");
}

/** At most 3 names that are like one, the most alike first. */
export function closest(name: string, known: readonly string[]): string[] {
  const wanted = letters(name);
  const most = Math.max(2, Math.floor(wanted.length / 3));
  const scored: [number, number, string][] = [];
  for (const [order, entry] of known.entries()) {
    const candidate = letters(entry);
    const distance = distanceOf(wanted, candidate);
    if (distance <= most && distance < wanted.length - 1) scored.push([distance, order, entry]);
    else if (wanted.length > 1 && candidate.join("").includes(wanted.join(""))) {
      scored.push([most + 1, order, entry]);
    }
  }
  scored.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return scored.slice(0, MOST_ADVISED).map(([, , entry]) => entry);
}

export function advice(name: string, known: readonly string[]): string {
  const found = closest(name, known).map(written);
  const last = found.pop();
  if (last !== undefined) {
    return `Did you mean ${found.length > 0 ? `${found.join(", ")} or ${last}` : last}?`;
  }
  const more = known.length > MOST_LISTED ? ", …" : "";
  return `Known are ${known.slice(0, MOST_LISTED).map(written).join(", ")}${more}.`;
}

function letters(name: string): string[] {
  return [...[...name].slice(0, LONGEST_COMPARED).join("").toLowerCase()];
}

/** Letters to add, drop or change, or one more than for the beginning of `b` most like `a`. */
function distanceOf(a: readonly string[], b: readonly string[]): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of a.entries()) {
    let above = row[0] as number;
    row[0] = i + 1;
    for (const [j, other] of b.entries()) {
      const over = row[j + 1] as number;
      row[j + 1] = Math.min(over + 1, (row[j] as number) + 1, above + Number(letter !== other));
      above = over;
    }
  }
  return Math.min(row[b.length] as number, Math.min(...row) + 1);
}

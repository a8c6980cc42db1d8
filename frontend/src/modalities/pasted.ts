// Numbers that somebody pastes or loads as CSV, as an output of a series model would be; as
// latentwidgets/modalities/pasted.py.

import type { SeriesModality } from "./series.ts";

export const LONGEST_TABLE = 2 * 2 ** 20; // letters
const MOST_COLUMNS = 1000;
const MOST_NUMBERS = 1_000_000;
const SHOWN = 30;
/** As Python's `splitlines`, but for the separators of files. */
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
/** What Python's `repr` spells out: what cannot be seen, spaces but the plain one among it. */
const UNSEEN = /[\p{C}\p{Z}]/u;

const grouped = (n: number) => n.toLocaleString("en-US");

/** Rows of as many numbers each; a first line of names is passed over. */
export function readTable(text: string): Float64Array[] {
  const length = text.length > LONGEST_TABLE ? Array.from(text).length : text.length;
  if (length > LONGEST_TABLE) {
    throw new Error(
      `The text has ${grouped(length)} letters: give at most ${grouped(LONGEST_TABLE)} of them.`,
    );
  }
  const lines = text
    .replace(/^\ufeff+/, "")
    .split(LINE_ENDS)
    .map((line, i): [number, string] => [i + 1, line.trim()])
    .filter(([, line]) => line);
  if (lines.length === 0)
    throw new Error("There are no numbers yet: paste some, or load a CSV file.");
  const parting = [";", "\t"].find((mark) => lines.some(([, line]) => line.includes(mark)));
  const rows: Float64Array[] = [];
  for (const [place, [number, line]] of lines.entries()) {
    const cells = cellsOf(line, parting);
    const values = cells.map((cell) => numberOf(cell, parting !== undefined));
    const wrong = values.indexOf(null);
    if (wrong >= 0) {
      if (place === 0 && values.every((value) => value === null)) continue; // names of the columns
      const cell = Array.from(cells[wrong] as string).slice(0, SHOWN);
      throw new Error(
        `Line ${number} has ${quoted(cell)} where a number was expected: correct that line.`,
      );
    }
    const row = Float64Array.from(values as number[]);
    rows.push(row);
    if (row.length > MOST_COLUMNS && lines.length > 1) {
      throw new Error(`Line ${number} has more than ${grouped(MOST_COLUMNS)} numbers.`);
    }
    const first = (rows[0] as Float64Array).length;
    if (row.length !== first) {
      throw new Error(
        `Line ${number} has ${row.length} numbers and the first has ${first}: give as many in each line.`,
      );
    }
  }
  if (rows.length * (rows[0]?.length ?? 0) > MOST_NUMBERS || rows.length === 0) {
    throw new Error(`There are no numbers, or more than ${grouped(MOST_NUMBERS)}: give fewer.`);
  }
  return rows;
}

/** One line is one channel; another number of steps is stretched, by lines between its points. */
export function fitSeries(
  given: readonly Float64Array[],
  modality: SeriesModality,
): { output: Float32Array; notices: string[] } {
  const { steps } = modality;
  const channels = modality.channels.length;
  const notices: string[] = [];
  let table = given;
  const width = () => (table[0] as Float64Array).length;
  if (width() !== channels && table.length === channels) {
    table = turned(table);
    if (channels > 1) notices.push("Its lines were read as channels.");
  }
  if (width() === channels + 1 && grows(table)) {
    table = table.map((row) => row.subarray(1));
    notices.push("Its first column, which only grows, was taken for the time and left out.");
  }
  if (width() !== channels) {
    const names = Array.from(modality.channels.join(", ")).slice(0, 200).join("");
    throw new Error(
      `There are ${width()} columns and the model has ${channels} ` +
        `channel${channels === 1 ? "" : "s"} (${names}): give one column for each.`,
    );
  }
  if (table.length !== steps) {
    if (table.length < 2) {
      throw new Error(`There is one single step and the model has ${steps}: give more.`);
    }
    notices.push(
      `Its ${grouped(table.length)} steps were stretched to the model's ${grouped(steps)}.`,
    );
    table = stretched(table, steps);
  }
  const output = new Float32Array(steps * channels);
  for (const [step, row] of table.entries()) output.set(row, step * channels);
  if (!output.every(Number.isFinite)) {
    throw new Error("A number is too large: give numbers in the units of the data.");
  }
  return { output, notices };
}

function cellsOf(line: string, parting: string | undefined): string[] {
  const parts = parting === undefined ? line.split(/\s*,\s*|\s+/) : line.split(parting);
  const cells = parts.map((cell) => cell.trim().replace(/^"+|"+$/g, ""));
  return cells.length > 1 && cells.at(-1) === "" ? cells.slice(0, -1) : cells;
}

/** Only what looks like a number: `Number` also takes "Infinity", "0x10" and "". */
function numberOf(cell: string, decimalComma: boolean): number | null {
  const isDecimal = decimalComma && cell.split(",").length === 2;
  const text = (isDecimal ? cell.replace(",", ".") : cell).replaceAll("\u2212", "-");
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** As Python's `repr`. */
function quoted(letters: readonly string[]): string {
  const quote = letters.includes("'") && !letters.includes('"') ? '"' : "'";
  const spelled = letters.map((letter) => {
    if (letter === quote || letter === "\\") return `\\${letter}`;
    if (letter === " " || !UNSEEN.test(letter)) return letter;
    const plain = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[letter];
    if (plain) return plain;
    const code = (letter.codePointAt(0) as number).toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
    return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  });
  return quote + spelled.join("") + quote;
}

function turned(table: readonly Float64Array[]): Float64Array[] {
  const width = (table[0] as Float64Array).length;
  return Array.from({ length: width }, (_, column) =>
    Float64Array.from(table, (row) => row[column] as number),
  );
}

function grows(table: readonly Float64Array[]): boolean {
  return table.every((row, i) => i === 0 || (row[0] as number) > (table[i - 1]?.[0] as number));
}

function stretched(table: readonly Float64Array[], steps: number): Float64Array[] {
  const last = table.length - 1;
  return Array.from({ length: steps }, (_, step) => {
    const at = steps > 1 ? (step * last) / (steps - 1) : 0;
    const before = table[Math.min(last - 1, Math.floor(at))] as Float64Array;
    const after = table[Math.min(last, Math.floor(at) + 1)] as Float64Array;
    const share = at - Math.min(last - 1, Math.floor(at));
    return before.map((value, column) => value + share * ((after[column] as number) - value));
  });
}

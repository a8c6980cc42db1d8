// The Python by which a code is had: as a tool made it, else number by number; to the text that
// `widgets/code_ways.py` gives.

import { written } from "./arithmetic/spelling.ts";
import { sameArray } from "./arrays.ts";
import { type Direction, moved, type Recipe } from "./directions/direction.ts";
import { mixed } from "./geometry/mixing.ts";
import { combine } from "./geometry/paths.ts";
import type { Tools } from "./moment.ts";
import type { NameEntry, StyleGroup } from "./protocol.ts";
import { sampleIndex } from "./sample-names.ts";
import type { Operand } from "./views/slots/operand.ts";
import type { MixState } from "./views/styles/state.ts";

/** What lines may name. */
export interface Known {
  latentShape: readonly number[];
  names: readonly NameEntry[];
  groups: readonly StyleGroup[];
  directions: readonly Direction[];
  /** How many layers the groups are of, and the size of a style, where codes are z or w. */
  layers?: readonly [number, number] | null | undefined;
}

interface Made {
  lines: string[];
  z: Float32Array;
}

const IN_A_LINE = 6;
const NEAR = 1e-6;
const RECIPE = [
  "attribute",
  "value",
  "against",
  "positive",
  "negative",
  "pairs",
  "method",
  "index",
] as const;

export function wayLines(z: Float32Array, tools: Tools, known: Known): string[] {
  for (const [tool, way] of WAYS) {
    const made = tool in tools ? way(tools[tool] as never, known) : null;
    if (made && isNear(made.z, z)) return made.lines;
  }
  return arrayLines("z = ", z);
}

function arrayLines(before: string, z: Float32Array): string[] {
  const rows = wrapped(Array.from(z, float32Text), 8);
  return [`${before}np.array(`, "    [", ...rows, "    ],", "    dtype=np.float32,", ")"];
}

export function wrapped(texts: string[], indent: number): string[] {
  const rows: string[] = [];
  for (let i = 0; i < texts.length; i += IN_A_LINE) {
    rows.push(`${" ".repeat(indent)}${texts.slice(i, i + IN_A_LINE).join(", ")},`);
  }
  return rows;
}

/** The fewest digits that, read as a Python float, round to this float32. */
export function float32Text(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return pythonFloat(short);
  }
  return pythonFloat(value);
}

/** As Python's `repr`. */
function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

const quoted = (text: string) => JSON.stringify(text);

function operandLines(target: string, operand: Operand, known: Known): string[] {
  const sample = operand.kind === "sample" ? sampleIndex(operand.name) : null;
  if (sample !== null) return [`${target} = space.flat_codes[${sample}]`];
  if (isMean(operand, known))
    return [`${target} = space.names[${quoted(operand.name)}].reshape(-1)`];
  return arrayLines(`${target} = `, operand.z);
}

function along(
  state: { from: Float32Array | null; amounts: { name: string; amount: number }[] },
  known: Known,
): Made | null {
  const { from, amounts } = state;
  if (!from || amounts.length === 0) return null;
  const moves: [Direction, number][] = [];
  const lines = arrayLines("z = ", from);
  for (const [i, { name, amount }] of amounts.entries()) {
    const direction = known.directions.find((each) => each.name === name);
    if (!direction) return null;
    lines.push(...directionLines(`direction_${i}`, direction, known));
    lines.push(`z = direction_${i}.apply(z, ${pythonFloat(amount)})[0]`);
    moves.push([direction, amount]);
  }
  return { lines, z: moved(from, moves) };
}

function directionLines(target: string, direction: Direction, known: Known): string[] {
  const { name, recipe, scale, method, vector } = direction;
  if (recipe) return recipeLines(target, name, recipe);
  return [
    ...arrayLines("vector = ", vector),
    `${target} = lw.Direction(`,
    `    vector.reshape(${known.latentShape.join(", ")}), ${pythonFloat(scale)},`,
    `    name=${quoted(name)}, method=${quoted(method)}, label="",`,
    ")",
  ];
}

function recipeLines(target: string, name: string, recipe: Recipe): string[] {
  const given = RECIPE.flatMap((key) => {
    const value = recipe[key];
    if (value === undefined) return [];
    if (typeof value !== "object") return [`    ${key}=${JSON.stringify(value)},`];
    const listed = Array.from<number | readonly number[], string>(value, (each) =>
      typeof each === "object" ? `[${each.join(", ")}]` : String(each),
    );
    return [`    ${key}=[`, ...wrapped(listed, 8), "    ],"];
  });
  return [`${target} = space.direction(`, ...given, `    name=${quoted(name)},`, ")"];
}

function sum(
  state: { terms: { operand: Operand | null; weight: number }[] },
  known: Known,
): Made | null {
  const lines: string[] = [];
  const own = new Set<string>();
  let text = "";
  const filled = state.terms.flatMap(({ operand, weight }) =>
    operand ? [{ operand, weight }] : [],
  );
  if (filled.length === 0) return null;
  for (const { operand, weight } of filled) {
    const { name, kind, z } = operand;
    if (kind !== "sample" && !isMean(operand, known) && !own.has(name)) {
      if (own.size === 0) lines.push("codes = {}");
      own.add(name);
      lines.push(...arrayLines(`codes[${quoted(name)}] = `, z));
    }
    const size = Math.abs(weight);
    text += text === "" ? (weight < 0 ? "-" : "") : weight < 0 ? " - " : " + ";
    text += `${size === 1 ? "" : `${pythonFloat(size)} * `}${written(name)}`;
  }
  lines.push(`z = space.compute(${quoted(text)}${own.size ? ", codes" : ""})`);
  const codes = filled.map(({ operand }) => operand.z);
  return {
    lines,
    z: combine(
      codes,
      filled.map(({ weight }) => weight),
    ),
  };
}

/** The mix of layers that the Style tab shows beside the code; nothing where it has none. */
export function mixLines(tools: Tools, known: Known): string[] {
  const found = known.layers ? mixOf(tools.styles as MixState | undefined, known) : null;
  if (!found) return [];
  return [
    "",
    "# The mix of the tab Style: a style for each layer, which is no code of the space.",
    ...found.lines,
    "layered = space.layered()",
    "content, style = space.layer_styles([content, style])",
    `mix = layered.mix_styles(${found.given})`,
    "mixed_output = layered.decode(mix[None])[0]",
    "",
  ];
}

function mixOf(state: MixState | undefined, known: Known) {
  if (!state) return null;
  const { content, style, strength } = state;
  const taken = takenOf(state, known);
  if (!content || !style || !taken) return null;
  const lines = [
    ...operandLines("content", content, known),
    ...operandLines("style", style, known),
  ];
  const given = `content, style, ${taken.text}, ${pythonFloat(strength)}`;
  return { content, style, strength, lines, given, dims: taken.dims };
}

/** The groups taken from the style, written, with their dimensions; null where one is not there. */
function takenOf({ groups: names, own }: MixState, { groups, layers }: Known) {
  const named = <Group extends { name: string }>(all: readonly Group[], wanted: string) =>
    all.find(({ name }) => name === wanted);
  const found = names.map((name) => named(own, name) ?? named(groups, name));
  if (!found.length || found.includes(undefined)) return null;
  const dims = found.flatMap((group) => Array.from(group?.dims ?? []));
  const texts = names.map((name) => {
    const mine = named(own, name);
    if (!mine) return `${layers ? "layered" : "space"}.style_groups()[${quoted(name)}]`;
    const listed = `[${mine.dims.join(", ")}]`;
    if (!layers) return listed;
    const [n, size] = layers;
    return `np.arange(${n * size}).reshape(${n}, ${size})[${listed}].reshape(-1)`;
  });
  const isOwn = names.some((name) => named(own, name));
  const text = isOwn
    ? `{${names.map((name, i) => `${quoted(name)}: ${texts[i]}`).join(", ")}}`
    : `[${names.map(quoted).join(", ")}]`;
  return { text, dims };
}

function mix(state: MixState, known: Known): Made | null {
  const found = known.layers ? null : mixOf(state, known);
  if (!found) return null;
  const { content, style, strength, lines, given, dims } = found;
  if (dims.some((d) => d >= content.z.length)) return null;
  return {
    lines: [...lines, `z = space.mix_styles(${given})`],
    z: mixed(content.z, style.z, dims, strength),
  };
}

function way(
  state: { anchors: (Operand | null)[]; path: string; share: number; z: Float32Array | null },
  known: Known,
): Made | null {
  const anchors = state.anchors.flatMap((anchor) => (anchor ? [anchor] : []));
  if (!state.z || anchors.length < 2) return null;
  const names = anchors.map((_, i) => `anchor_${i}`);
  return {
    lines: [
      ...anchors.flatMap((anchor, i) => operandLines(`anchor_${i}`, anchor, known)),
      `way = space.path([${names.join(", ")}], 33, ${quoted(state.path)})`,
      `z = way.at(${pythonFloat(state.share)})[0]`,
    ],
    z: state.z,
  };
}

type Way = (state: never, known: Known) => Made | null;
const WAYS: readonly (readonly [string, Way])[] = [
  ["directions", along],
  ["arithmetic", sum],
  ["styles", mix],
  ["interpolation", way],
];

function isMean({ name, z }: Operand, { names }: Known): boolean {
  const found = names.find((entry) => entry.kind === "mean" && entry.name === name);
  return found !== undefined && sameArray(found.z, z);
}

function isNear(one: Float32Array, other: Float32Array): boolean {
  return (
    one.length === other.length &&
    one.every((x, i) => {
      const there = other[i] as number;
      return Math.abs(x - there) <= NEAR * Math.max(1, Math.abs(there));
    })
  );
}

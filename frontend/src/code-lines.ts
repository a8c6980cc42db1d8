// The Python that reproduces a figure, to the text that `widgets/code_lines.py` gives.

import type { Place } from "./journal.ts";
import type { Identity } from "./protocol.ts";

export interface Depicted extends Omit<Place, "selection"> {
  identity: Identity;
  /** Class of the view in Python. */
  view: string;
  selection: Uint32Array;
}

const IN_A_LINE = 6;
const MOST_SELECTED = 1000;

export function codeLines({ identity, view, z, selection, map, colour }: Depicted): string {
  const lines = [
    `# latentwidgets ${identity.package}`,
    "import numpy as np",
    "",
    "import latentwidgets as lw",
    "",
    ...spaceLines(identity),
    "z = np.array(",
    "    [",
    ...wrapped(Array.from(z, float32Text), 8),
    "    ],",
    "    dtype=np.float32,",
    ")",
    "output = space.decode(z[None])[0]",
    "",
    `view = lw.${view}(space)`,
    "view.z = z",
    ...selectionLines(selection),
    mapLine(map, colour, identity.space.seed),
    "figure = view.figure()",
  ];
  return `${lines.join("\n")}\n`;
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
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

function spaceLines({ source, space }: Identity): string[] {
  if (source !== null) return [`space = ${source}`];
  const { name, latent_shape, n_samples, seed, fingerprint } = space;
  return [
    `# \`space\` is the LatentSpace of the model ${JSON.stringify(name)}:`,
    `# codes of ${latent_shape.join("×")}, ${n_samples} samples, seed ${seed},`,
    `# weights ${fingerprint.slice(0, 12) || "unknown"}. Make it as you did before:`,
    `# space = lw.LatentSpace(model, data, seed=${seed})`,
  ];
}

function selectionLines(selection: Uint32Array): string[] {
  const n = selection.length;
  if (n > MOST_SELECTED) {
    return [`# ${n} samples were selected: view.save_session keeps them.`];
  }
  return n === 0 ? [] : ["view.selection = [", ...wrapped(Array.from(selection, String), 4), "]"];
}

function mapLine(key: string, colour: string | null, seed: number): string {
  const [method, dims, ...options] = key.split("-");
  const given = [`"${method}"`, String(dims)];
  if (method !== "pca") {
    const texts = new Map([["seed", String(seed)]]);
    for (const option of options) {
      const [name, value] = option.split("=") as [string, string];
      texts.set(name, value);
    }
    for (const [name, value] of [...texts].sort()) given.push(`${name}=${value}`);
  }
  if (colour !== null) given.push(`colour=${JSON.stringify(colour)}`);
  return `view.show_map(${given.join(", ")})`;
}

function wrapped(texts: string[], indent: number): string[] {
  const rows: string[] = [];
  for (let i = 0; i < texts.length; i += IN_A_LINE) {
    rows.push(`${" ".repeat(indent)}${texts.slice(i, i + IN_A_LINE).join(", ")},`);
  }
  return rows;
}

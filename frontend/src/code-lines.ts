// The Python that reproduces a figure, to the text that `widgets/code_lines.py` gives.

import { type Known, mixLines, wayLines, wrapped } from "./code-ways.ts";
import type { Place } from "./journal.ts";
import type { Tools } from "./moment.ts";
import type { Identity } from "./protocol.ts";

export interface Depicted extends Omit<Place, "selection"> {
  identity: Identity;
  /** Class of the view in Python. */
  view: string;
  selection: Uint32Array;
  /** What each tool is set to, and what the lines may name. */
  tools: Tools;
  known: Known;
}

const MOST_SELECTED = 1000;

export function codeLines(depicted: Depicted): string {
  const { identity, view, z, selection, map, colour, tools, known } = depicted;
  const lines = [
    `# latentwidgets ${identity.package}`,
    "import numpy as np",
    "",
    "import latentwidgets as lw",
    "",
    ...spaceLines(identity),
    ...wayLines(z, tools, known),
    "output = space.decode(z[None])[0]",
    ...mixLines(tools, known),
    "",
    `view = lw.${view}(space)`,
    "view.z = z",
    ...selectionLines(selection),
    mapLine(map, colour, identity.space.seed),
    "figure = view.figure()",
  ];
  return `${lines.join("\n")}\n`;
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

// Groups of dimensions of the user's own: a form for a name and what belongs to it.

import { button, h, setText } from "../../dom.ts";

export interface OwnGroup {
  readonly name: string;
  /** Of the flat code; of a mix of layers their numbers. */
  readonly dims: Uint32Array;
}

/** What a group may hold: `count` of `noun`, some of which have a name. */
export interface Units {
  noun: "dimension" | "layer";
  count: number;
  find(name: string): number | undefined;
}

const MOST_GROUPS = 64;
const LONGEST_NAME = 100;

/** Reads "3, 7-9, ear_size"; an error says what cannot be read. */
export function readDims(text: string, { noun, count, find }: Units): Uint32Array {
  const found = new Set<number>();
  for (const part of text.split(/[,;]/).map((each) => each.trim())) {
    if (part === "") continue;
    const [, from, to = from] = /^z?(\d+)(?:\s*[-–]\s*z?(\d+))?$/i.exec(part) ?? [];
    const first = from === undefined ? find(part) : Number(from);
    const last = to === undefined ? first : Number(to);
    if (first === undefined || last === undefined || first > last || last >= count) {
      const names = noun === "dimension" ? ", or names of sliders" : "";
      throw new Error(
        `There is no ${noun} “${part}”: give numbers from 0 to ${count - 1}, such as 0, 2-3${names}.`,
      );
    }
    for (let d = first; d <= last; d++) found.add(d);
  }
  if (found.size === 0) throw new Error(`Give at least one ${noun} by its number.`);
  return Uint32Array.from(found).sort();
}

/** `taken`: the names of all groups that there are. */
export function createOwnForm(
  units: Units,
  taken: () => readonly string[],
  onAdd: (group: OwnGroup) => void,
): HTMLElement {
  const plural = `${units.noun}s`;
  const field = (label: string, placeholder: string) =>
    h("input", "lw-field", { type: "text", "aria-label": label, placeholder, spellcheck: "false" });
  const name = field("Name of the group", "name");
  const dims = field(
    `Its ${plural}`,
    units.noun === "layer" ? `${plural}: 0, 2-3` : `${plural}: 3, 7, or names`,
  );
  const said = h("p", "lw-slot-message", { role: "alert", hidden: true });
  const add = () => {
    try {
      onAdd({ name: readName(name.value.trim(), taken()), dims: readDims(dims.value, units) });
      name.value = dims.value = "";
      setText(said, "");
    } catch (error) {
      setText(said, (error as Error).message);
    }
    said.hidden = said.textContent === "";
  };
  for (const input of [name, dims]) {
    input.addEventListener("keydown", (event) => event.key === "Enter" && add());
  }
  const row = h("div", "lw-own-group-row", {}, name, dims, button("Add", add));
  return h(
    "div",
    "lw-own-group",
    { role: "group", "aria-label": "Own group" },
    h("span", "lw-soft lw-small", {}, "Own group"),
    row,
    said,
  );
}

function readName(name: string, taken: readonly string[]): string {
  if (name === "") throw new Error("Give the group a name.");
  if ([...name].length > LONGEST_NAME) {
    throw new Error(`The name is longer than ${LONGEST_NAME} characters.`);
  }
  if (taken.includes(name)) throw new Error(`There is a group “${name}”: give another name.`);
  if (taken.length >= MOST_GROUPS) throw new Error("There are too many groups: take some away.");
  return name;
}

// Which groups of dimensions come from the style: a box to tick for each, with what it carries.

import { button, h } from "../../dom.ts";
import type { StyleGroup } from "../../protocol.ts";
import { count } from "../../words.ts";

export interface GroupBoxes {
  readonly element: HTMLElement;
  /** Names of those that are ticked. */
  readonly chosen: string[];
  /** Other groups from now on; the last `own` of them can be taken away. */
  show(groups: readonly StyleGroup[], own: number): void;
  choose(names: readonly string[]): void;
}

export function createGroups(onChange: () => void, onRemove: (name: string) => void): GroupBoxes {
  let boxes: { name: string; input: HTMLInputElement }[] = [];
  const list = h("div", "lw-style-groups-list");
  const legend = h("legend", "lw-subtitle", {}, "Taken from the style");
  const made: GroupBoxes = {
    element: h("fieldset", "lw-style-groups", {}, legend, list),
    get chosen() {
      return boxes.filter(({ input }) => input.checked).map(({ name }) => name);
    },
    show(groups: readonly StyleGroup[], own: number) {
      const { chosen } = made;
      const rows = groups.map(({ name, dims, carries }, i) => {
        const input = h("input", "", { type: "checkbox" });
        input.checked = chosen.includes(name);
        input.addEventListener("change", onChange);
        const details = [count(dims.length, "dimension"), carries].filter(Boolean).join(" · ");
        const words = h("span", "", {}, h("b", "", {}, name), ` ${details}`);
        const label = h("label", "lw-style-group", {}, input, words);
        if (i < groups.length - own) return { name, input, row: label };
        const remove = button("×", () => onRemove(name), { "aria-label": `Remove ${name}` });
        remove.className = "lw-button lw-icon lw-tiny";
        return { name, input, row: h("div", "lw-style-own", {}, label, remove) };
      });
      boxes = rows;
      list.replaceChildren(...rows.map(({ row }) => row));
    },
    choose(names: readonly string[]) {
      for (const { name, input } of boxes) input.checked = names.includes(name);
    },
  };
  return made;
}

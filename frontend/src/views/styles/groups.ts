// Which groups of dimensions come from the style: a box to tick for each, with what it carries.

import { h } from "../../dom.ts";
import type { StyleGroup } from "../../protocol.ts";
import { count } from "../../words.ts";

export interface GroupBoxes {
  readonly element: HTMLElement;
  /** Names of those that are ticked. */
  readonly chosen: string[];
  choose(names: readonly string[]): void;
}

export function createGroups(groups: readonly StyleGroup[], onChange: () => void): GroupBoxes {
  const boxes = groups.map((group) => {
    const input = h("input", "", { type: "checkbox" });
    input.addEventListener("change", onChange);
    const details = [count(group.dims.length, "dimension"), group.carries].filter(Boolean);
    const label = h(
      "label",
      "lw-style-group",
      {},
      input,
      h("span", "", {}, h("b", "", {}, group.name), ` ${details.join(" · ")}`),
    );
    return { group, input, label };
  });
  const legend = h("legend", "lw-subtitle", {}, "Taken from the style");
  const labels = boxes.map(({ label }) => label);
  return {
    element: h(
      "fieldset",
      "lw-style-groups",
      {},
      legend,
      h("div", "lw-style-groups-list", {}, ...labels),
    ),
    get chosen() {
      return boxes.filter(({ input }) => input.checked).map(({ group }) => group.name);
    },
    choose(names) {
      for (const { group, input } of boxes) input.checked = names.includes(group.name);
    },
  };
}

// Names proposed for dimensions: accepted by a click, and taken away by another.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { dimensionName } from "../../words.ts";

interface Proposal {
  dimension: number;
  name: string;
  share: number;
}

export interface NamesPanel {
  element: HTMLElement;
  show(proposals: readonly Proposal[], rule: string): void;
  update(): void;
  say(text: string): void;
}

export function createNames(
  store: SpaceStore,
  onName: (dimension: number, name: string | null) => void,
): NamesPanel {
  const list = h("ul", "lw-disent-proposals");
  const rule = h("p", "lw-soft lw-disent-rule");
  const said = h("p", "lw-soft", { role: "status", hidden: true });
  const all = button("Accept all", () => {
    for (const { dimension, name } of proposals) {
      if (!store.dimensionNames.has(dimension)) onName(dimension, name);
    }
  });
  all.classList.add("lw-small");
  const head = h("h4", "lw-disent-title", {}, "Names proposed");
  const element = h(
    "section",
    "lw-disent-panel",
    { "aria-label": "Names proposed for dimensions" },
    h("div", "lw-bar", {}, head, h("span", "lw-grow"), all),
    list,
    said,
    rule,
  );
  let proposals: readonly Proposal[] = [];

  const update = () => {
    const focused = list.querySelector<HTMLElement>(":focus")?.dataset.dimension;
    const rows = proposals.map(({ dimension, name, share }) => {
      const isNamed = store.dimensionNames.get(dimension) === name;
      const text = `${dimensionName(dimension)} ≈ ${name}, ${share.toFixed(2)}`;
      const act = button(
        isNamed ? "✓ named" : "Accept",
        () => onName(dimension, isNamed ? null : name),
        {
          "aria-pressed": String(isNamed),
          "aria-label": `Call ${dimensionName(dimension)} ${name}`,
          "data-dimension": dimension,
          title: isNamed ? "Take the name away" : `Label the slider of z${dimension} with it`,
        },
      );
      act.classList.add("lw-small");
      return h("li", "", {}, h("span", "lw-disent-proposal", {}, text), act);
    });
    list.replaceChildren(...rows);
    if (focused !== undefined) {
      list.querySelector<HTMLElement>(`[data-dimension="${focused}"]`)?.focus();
    }
    all.hidden = proposals.every(({ dimension }) => store.dimensionNames.has(dimension));
  };

  return {
    element,
    show(given, words) {
      proposals = given;
      setText(rule, given.length ? words : `No dimension owns a factor here. ${words}`);
      setText(head, given.length ? "Names proposed" : "No name is proposed");
      update();
    },
    update,
    say(text) {
      setText(said, text);
      said.hidden = text === "";
    },
  };
}

// Which attributes and labels are taken as factors.

import { button, h, setText } from "../../dom.ts";

export interface FactorChoice {
  element: HTMLElement;
  show(choices: readonly string[], chosen: readonly string[] | null): void;
}

export function createFactors(onChange: (names: string[]) => void): FactorChoice {
  const boxes = h("div", "lw-disent-factors", { role: "group", hidden: true });
  boxes.setAttribute("aria-label", "Factors");
  const toggle = button("Factors", () => open(boxes.hidden !== false), {
    "aria-expanded": "false",
  });
  toggle.classList.add("lw-small");
  const element = h("div", "lw-disent-choice", { hidden: true }, toggle, boxes);
  let shown: readonly string[] = [];
  const open = (isOpen: boolean) => {
    boxes.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  const ticked = () =>
    [...boxes.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  return {
    element,
    show(choices, chosen) {
      element.hidden = choices.length === 0;
      if (choices.join("\n") !== shown.join("\n")) {
        shown = choices;
        const on = new Set(chosen ?? choices);
        boxes.replaceChildren(
          ...choices.map((name) => {
            const box = h("input", "", { type: "checkbox", value: name, checked: on.has(name) });
            box.addEventListener("change", () => {
              const names = ticked();
              if (names.length) onChange(names);
              else box.checked = true; // one at least
            });
            return h("label", "lw-disent-factor-box", {}, box, name);
          }),
        );
      }
      setText(toggle, `Factors: ${ticked().length} of ${choices.length}`);
    },
  };
}

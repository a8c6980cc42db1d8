// The expression as text, and under it what is wrong with it and where.

import type { ExpressionError } from "../../arithmetic/error.ts";
import { h } from "../../dom.ts";

const AROUND = 60; // characters shown before and after the place

let numbered = 0;

export interface ExpressionField {
  readonly element: HTMLElement;
  /** Shows another text; the one being typed is left alone where it says the same. */
  write(text: string): void;
  /** Marks the place in the text that cannot be read; null: all can. */
  complain(error: Error | ExpressionError | null): void;
  hint(text: string): void;
}

/** `onType` hears of each change, `onDone` when the text is finished: by Enter, or by leaving it. */
export function createField(handlers: {
  onType(text: string): void;
  onDone(): void;
}): ExpressionField {
  numbered += 1;
  const id = `lw-expression-${numbered}`;
  const input = h("input", "lw-field lw-expression", {
    type: "text",
    "aria-label": "Expression",
    "aria-describedby": id,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  const complaint = h("div", "lw-complaint", { id, role: "status", hidden: true });
  input.addEventListener("input", () => handlers.onType(input.value));
  input.addEventListener("change", () => handlers.onDone());
  return {
    element: h("div", "lw-expression-field", {}, input, complaint),
    write(text) {
      if (input.value !== text) input.value = text;
    },
    complain(error) {
      input.toggleAttribute("aria-invalid", error !== null);
      complaint.hidden = error === null;
      if (!error) {
        complaint.replaceChildren();
        return;
      }
      const place = "start" in error ? [marked(input.value, error.start, error.end)] : [];
      complaint.replaceChildren(...place, h("p", "", {}, error.message));
    },
    hint(text) {
      input.placeholder = text;
    },
  };
}

/** The text around the place, and the place as a mark; at the end the mark is of no letter. */
function marked(text: string, start: number, end: number): HTMLElement {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(end, start + AROUND);
  const wrong = text.slice(start, to) || "\u00a0";
  return h(
    "code",
    "lw-complaint-text",
    {},
    (from > 0 ? "…" : "") + text.slice(from, start),
    h("mark", "", {}, wrong),
    text.slice(to, to + AROUND),
  );
}

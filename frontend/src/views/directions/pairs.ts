// Pairs of codes, each the same thing without something and with it: put together in two slots.

import { button, h } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { Payload } from "../../protocol.ts";
import { sampleIndex } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";
import { createSlot, type Operand } from "../slots/index.ts";
import { setStudio, studioState } from "./state.ts";

const MOST_PAIRS = 64;

export interface Pairs {
  element: HTMLElement;
  dispose: Cleanup;
}

export function createPairs(store: SpaceStore, run: (payload: Payload) => void): Pairs {
  const accept = ["code", "bookmark", "sample", "mean"] as const;
  const onChange = () => show();
  const [without, having] = ["without it", "with it"].map((label) =>
    createSlot(store, { label, accept, onChange }),
  ) as [ReturnType<typeof createSlot>, ReturnType<typeof createSlot>];
  const list = h("ul", "lw-twin-list", { "aria-label": "Pairs" });
  const add = button("Add pair", () => {
    const pair = [without.operand, having.operand] as Operand[];
    put([...shown, ...pair], `added the pair ${named(pair)}`);
    without.set(null);
    having.set(null);
    show();
    without.focus();
  });
  const make = button("Make from pairs", () => run(payloadOf(shown)), {
    title: "The mean of the ways from the first to the second of each pair",
  });
  /** One after another: without it, with it. */
  let shown: readonly Operand[] = [];
  const put = (pairs: readonly Operand[], words: string) => setStudio(store, { pairs }, words);

  function chip(at: number): HTMLElement {
    const name = named(shown.slice(at, at + 2));
    const label = `Take out the pair ${name}`;
    const remove = () => {
      put(
        shown.filter((_, i) => i !== at && i !== at + 1),
        `took out the pair ${name}`,
      );
      (list.querySelectorAll("button")[Math.max(0, at / 2 - 1)] ?? without).focus();
    };
    const cross = button("×", remove, { title: label, "aria-label": label }, "lw-group-empty");
    return h("li", "lw-group", {}, h("span", "lw-twin-name", { title: name }, name), cross);
  }

  function show(): void {
    const { pairs } = studioState(store);
    if (pairs !== shown) {
      shown = pairs;
      list.replaceChildren(...shown.flatMap((_, i) => (i % 2 ? [] : [chip(i)])));
    }
    const isFull = shown.length >= 2 * MOST_PAIRS;
    add.disabled = !without.operand || !having.operand || isFull;
    add.title = isFull ? `${MOST_PAIRS} pairs are all that there may be` : "Fill both slots first";
    make.disabled = shown.length === 0;
  }

  const leave = store.on("tools", show);
  show();
  const row = h("div", "lw-twins", {}, without.element, h("span", "", {}, "→"), having.element);
  return {
    element: h(
      "fieldset",
      "lw-making",
      {},
      h("legend", "", {}, "From pairs"),
      row,
      add,
      list,
      make,
    ),
    dispose: () => {
      leave();
      without.dispose();
      having.dispose();
    },
  };
}

function named(pair: readonly Operand[]): string {
  return pair.map(({ name }) => name).join(" → ");
}

/** All that are without it, then in the same order those with it; of samples also their numbers. */
function payloadOf(pairs: readonly Operand[]): Payload {
  const sorted = [0, 1].flatMap((side) => pairs.filter((_, i) => i % 2 === side));
  const codes = Float32Array.from(sorted.flatMap(({ z }) => [...z]));
  const samples = sorted.map(({ name, kind }) => (kind === "sample" ? sampleIndex(name) : null));
  const known = samples.every((index) => index !== null);
  return { pairs: codes, ...(known && { samples: Uint32Array.from(samples as number[]) }) };
}

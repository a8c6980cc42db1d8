// Two groups of samples, from two lassos on the map: kept apart from the selection, shown on the map.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore } from "../../store.ts";
import { count } from "../../words.ts";
import { setStudio, studioState } from "./state.ts";

type Side = "a" | "b";
const MOST_SHOWN = 256; // on the map, spread evenly over the group

export interface Groups {
  element: HTMLElement;
  dispose: Cleanup;
}

interface Events {
  /** Makes a direction of group A against B, or against the rest where B is null. */
  make(positive: Uint32Array, negative: Uint32Array | null): void;
}

let made = 0;

export function createGroups(store: SpaceStore, { make }: Events): Groups {
  made += 1;
  let held: Record<Side, Uint32Array> = { a: new Uint32Array(), b: new Uint32Array() };
  const ids = { a: `directions-a-${made}`, b: `directions-b-${made}` };
  const hint = h("span", "lw-soft lw-groups-hint");
  const sides = (["a", "b"] as const).map((side) => createSide(side));
  const against = button("A against B", () => make(held.a, held.b), {
    title: "The way from the mean of group B to the mean of group A",
  });
  const rest = button("Selection against the rest", () => make(store.selection, null), {
    title: "The way from all other samples to those selected",
  });
  const element = h(
    "fieldset",
    "lw-making",
    {},
    h("legend", "", {}, "From two lassos"),
    hint,
    ...sides.map(({ element: each }) => each),
    against,
    rest,
  );

  function createSide(side: Side) {
    const letter = side.toUpperCase();
    const take = button(`Selection → ${letter}`, () => put(side, store.selection.slice()), {
      title: `Put the selected samples into group ${letter}`,
    });
    const words = h("span", "lw-group-count");
    const empty = button("×", () => put(side, new Uint32Array()), {
      "aria-label": `Empty group ${letter}`,
      title: `Empty group ${letter}`,
    });
    empty.className = "lw-group-empty";
    const chip = h("span", "lw-group", { "data-side": side }, words, empty);
    return {
      element: h("span", "lw-group-row", {}, take, chip),
      show() {
        const n = held[side].length;
        take.disabled = store.selection.length === 0;
        chip.hidden = n === 0;
        setText(words, `${letter}: ${count(n, "sample")}`);
      },
    };
  }

  function put(side: Side, indices: Uint32Array): void {
    const letter = side.toUpperCase();
    const words = indices.length
      ? `put ${count(indices.length, "sample")} into group ${letter}`
      : `emptied group ${letter}`;
    setStudio(store, { [side]: indices }, words);
  }

  /** The hand, an undo or a session has set the groups. */
  function follow(): void {
    const { a, b } = studioState(store);
    const before = held;
    held = { a, b };
    for (const side of ["a", "b"] as const) if (held[side] !== before[side]) void draw(side);
    show();
  }

  function show(): void {
    for (const side of sides) side.show();
    const k = store.selection.length;
    const empty = held.a.length === 0 && held.b.length === 0;
    setText(
      hint,
      k
        ? `${count(k, "sample")} selected`
        : empty
          ? `Draw a lasso ${store.onMap}, then put it into a group.`
          : "Draw the next lasso.",
    );
    against.disabled = held.a.length === 0 || held.b.length === 0;
    rest.disabled = k === 0;
  }

  async function draw(side: Side): Promise<void> {
    const group = held[side];
    if (!group.length) return store.setOverlay(ids[side], null);
    const n = Math.min(MOST_SHOWN, group.length);
    const shown = Uint32Array.from(
      { length: n },
      (_, i) => group[Math.floor((i * group.length) / n)] as number,
    );
    try {
      const { codes } = await store.request("codes", { indices: shown });
      if (held[side] === group) store.setOverlay(ids[side], { kind: "points", codes, tone: side });
    } catch (error) {
      store.fail(error as Error);
    }
  }

  const cleanups = [store.on("selection", show), store.on("maps", show), store.on("tools", follow)];
  follow();
  return {
    element,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
      held = { a: new Uint32Array(), b: new Uint32Array() };
      for (const id of Object.values(ids)) store.setOverlay(id, null);
    },
  };
}

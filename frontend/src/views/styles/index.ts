// The style mixer: content from one code, some groups of dimensions of another, by a strength.

import { revive, toTrait } from "../../arrays.ts";
import type { OwnTraits } from "../../contracts.ts";
import { button, h, setText } from "../../dom.ts";
import type { StyleGroups } from "../../protocol.ts";
import type { SpaceStore, ViewFactory } from "../../store.ts";
import { percent } from "../../words.ts";
import { listenToRange } from "../range.ts";
import { createSlot, type Operand, sampleOperand } from "../slots/index.ts";
import type { Tool } from "../tools.ts";
import { createGrid } from "./grid.ts";
import { createGroups, type GroupBoxes } from "./groups.ts";
import { Mixing } from "./mixing.ts";
import { createOwnForm, type OwnGroup } from "./own-groups.ts";
import { MixedOutput } from "./result.ts";
import { type MixState, mixWords, sameMix } from "./state.ts";

const SIDE = 4; // contents and styles of the grid; of texts, which are wide, one less
const REST_MS = 250;
const ID = "styles";

export const createStyleMixer: ViewFactory = (store, element, options = {}) => {
  const traits = options.traits as OwnTraits | undefined;
  const wait = h("p", "lw-soft", {}, "Finding groups of dimensions …");
  element.append(wait);
  let view: MixerView | null = null;
  let closed = false;
  groupsOf(store, traits).then(
    (found) => {
      wait.remove();
      if (closed) return;
      const how = found.groups.length === 0 ? withoutGroups(found.how) : found.how;
      view = new MixerView(store, new Mixing(store, { ...found, how }), traits);
      element.append(view.element);
    },
    (error: Error) => setText(wait, `The groups did not come: ${error.message}.`),
  );
  return () => {
    closed = true;
    view?.dispose();
    element.replaceChildren();
  };
};

export const STYLES: Tool = {
  id: ID,
  title: "Style",
  hint: "Content from one, style from another",
  create: createStyleMixer,
};

async function groupsOf(store: SpaceStore, traits: OwnTraits | undefined): Promise<StyleGroups> {
  const proposed = traits?.get("proposed");
  if (proposed) return revive<StyleGroups>(proposed);
  return store.request("style_groups", {});
}

function withoutGroups(how: string): string {
  return (
    `${how} Here you make one by "Own group". Of a style-based generator, make the space with a ` +
    "style for each layer: latent='w+'."
  );
}

class MixerView {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #traits: OwnTraits | undefined;
  readonly #mixing: Mixing;
  readonly #result: MixedOutput | null;
  readonly #boxes: GroupBoxes;
  readonly #content;
  readonly #style;
  readonly #strength = h("input", "lw-weight-range", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.01,
    value: 1,
    "aria-label": "Strength",
  });
  readonly #share = h("output", "lw-soft");
  readonly #say = h("p", "lw-slot-message", { role: "status", hidden: true });
  readonly #grid;
  readonly #side: number;
  readonly #cleanups: (() => void)[];
  #others: Operand[] = [];
  /** What the mixer is set to, as last noted: what an undo goes back to. */
  #noted: MixState;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** What this view sets one by one comes back at once: not news. */
  #telling = false;
  #closed = false;

  constructor(store: SpaceStore, mixing: Mixing, traits: OwnTraits | undefined) {
    this.#store = store;
    this.#traits = traits;
    this.#mixing = mixing;
    this.#result = mixing.layers ? new MixedOutput(store, mixing) : null;
    this.#side = store.description.modality.kind === "text" ? SIDE - 1 : SIDE;
    const accept = ["code", "bookmark", "sample", "mean"] as const;
    const changed = () => this.#move(true);
    this.#content = createSlot(store, { label: "content", accept, onChange: changed });
    this.#style = createSlot(store, { label: "style", accept, onChange: changed });
    this.#boxes = createGroups(changed, (name) => {
      this.#showOwn(mixing.own.filter((group) => group.name !== name));
      changed();
    });
    this.#showOwn([]);
    const taken = () => mixing.groups.map(({ name }) => name);
    const form = createOwnForm(mixing.units, taken, (group) => {
      this.#showOwn([...mixing.own, group]);
      this.#boxes.choose([...this.#boxes.chosen, group.name]);
      changed();
    });
    this.#grid = createGrid(store, mixing, (content, style) => {
      this.#content.set(content);
      this.#style.set(style);
      this.#move(true);
    });
    listenToRange(this.#strength, {
      onMove: () => this.#move(false),
      onRelease: () => this.#move(true),
    });
    const swap = button("⇄", () => this.#swap(), {
      "aria-label": "Exchange content and style",
      title: "Exchange content and style",
    });
    swap.classList.add("lw-icon");
    const others = button("Other samples", () => void this.#draw());
    const strength = h("div", "lw-strength", {}, "Strength ", this.#share, this.#strength);
    this.element = h(
      "section",
      "lw-style-mixer",
      { "aria-label": "Style mixer" },
      h(
        "div",
        "lw-style-left",
        {},
        h("div", "lw-style-slots", {}, this.#content.element, swap, this.#style.element),
        strength,
        this.#say,
        this.#boxes.element,
        form,
        h("p", "lw-soft lw-small", {}, mixing.how),
      ),
      ...(this.#result ? [this.#result.element] : []),
      h("div", "lw-style-right", {}, this.#grid.element, others),
    );
    this.#cleanups = [
      () => this.#content.dispose(),
      () => this.#style.dispose(),
      () => this.#grid.dispose(),
      () => this.#result?.dispose(),
      store.on("tools", () => this.#follow()),
      ...["content", "style", "own_groups", "groups", "strength"].flatMap((name) =>
        traits ? [traits.on(name, () => this.#hear())] : [],
      ),
    ];
    this.#boxes.choose(mixing.groups.slice(-1).map(({ name }) => name));
    this.#content.set({ name: "point", kind: "code", z: store.z });
    this.#showShare();
    this.#noted = this.#state;
    if (store.toolState(ID)) this.#follow();
    else this.#open();
    if (traits) this.#hear();
    void this.#draw();
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#resting);
    for (const cleanup of this.#cleanups) cleanup();
    this.element.remove();
  }

  /** What Python has set, and has moved the code by. */
  #hear(): void {
    if (this.#telling) return;
    const traits = this.#traits as OwnTraits;
    for (const [name, slot] of [
      ["content", this.#content],
      ["style", this.#style],
    ] as const) {
      const z = revive<Float32Array | null>(traits.get(name) ?? null);
      if (z && z.join() !== slot.operand?.z.join()) slot.set({ name, kind: "code", z });
    }
    const own = Object.entries((traits.get("own_groups") ?? {}) as Record<string, number[]>);
    this.#showOwn(own.map(([name, dims]) => ({ name, dims: Uint32Array.from(dims) })));
    const names = traits.get("groups");
    if (Array.isArray(names)) this.#boxes.choose(names);
    this.#strength.value = String(traits.get("strength") ?? 1);
    this.#open();
    this.#showShare();
    this.#showGrid();
  }

  get #state(): MixState {
    const [content, style] = [this.#content.operand, this.#style.operand];
    const strength = this.#strength.valueAsNumber;
    return { content, style, groups: this.#boxes.chosen, strength, own: this.#mixing.own };
  }

  /** What it is set to is by no act of the hand. */
  #open(): void {
    this.#noted = this.#state;
    this.#store.openTool(ID, this.#noted);
  }

  /** The hand is off: what is set otherwise, and the move that came of it, are one act. */
  #settle(moved: boolean): void {
    const state = this.#state;
    if (!sameMix(state, this.#noted)) {
      this.#noted = state;
      this.#store.setTool(ID, state, mixWords(state), moved);
    } else if (moved) this.#store.settle(mixWords(state));
    this.#tell();
  }

  /** An undo, or another view of the space, has set the mixer otherwise; the code is theirs to move. */
  #follow(): void {
    const state = this.#store.toolState(ID) as MixState;
    if (state === this.#noted) return;
    this.#noted = state;
    const { content, style, groups, strength, own } = state;
    this.#showOwn(own);
    this.#content.set(content);
    this.#style.set(style);
    this.#boxes.choose(groups);
    this.#strength.value = String(strength);
    this.#show();
    this.#tell();
  }

  #tell(): void {
    const traits = this.#traits;
    if (!traits) return;
    const { operand: content } = this.#content;
    const { operand: style } = this.#style;
    this.#telling = true;
    if (content) traits.set("content", toTrait(content.z));
    if (style) traits.set("style", toTrait(style.z));
    const own = this.#mixing.own.map(({ name, dims }) => [name, [...dims]]);
    traits.set("own_groups", Object.fromEntries(own));
    traits.set("groups", this.#boxes.chosen);
    traits.set("strength", this.#strength.valueAsNumber);
    this.#telling = false;
  }

  #showOwn(own: readonly OwnGroup[]): void {
    this.#mixing.own = own;
    this.#boxes.show(this.#mixing.groups, own.length);
  }

  #swap(): void {
    const [content, style] = [this.#content.operand, this.#style.operand];
    this.#content.set(style);
    this.#style.set(content);
    this.#move(true);
  }

  #mix(content: Operand, style: Operand): Float32Array {
    const strength = this.#strength.valueAsNumber;
    return this.#mixing.mix(content, style, this.#boxes.chosen, strength);
  }

  /** The mix is the code from now on; `done`: the hand is off. */
  #move(done: boolean): void {
    const { content, style } = this.#show();
    const moved = content !== null && style !== null && !this.#result;
    if (moved) this.#store.setZ(this.#mix(content, style), "style");
    if (done) this.#settle(moved);
  }

  #show(): MixState {
    const state = this.#state;
    const { content, style, groups } = state;
    this.#showShare();
    this.#complain(
      content && style
        ? groups.length === 0
          ? `No group is ${this.#mixing.groups.length ? "ticked" : "made yet"}: all of it is the content.`
          : ""
        : "Put a code into both slots: content and style.",
    );
    this.#showGrid();
    if (this.#result && content && style) void this.#showMix(content, style);
    return state;
  }

  async #showMix(content: Operand, style: Operand): Promise<void> {
    try {
      await this.#mixing.prepare([content, style]);
      if (!this.#closed) this.#result?.show(this.#mix(content, style));
    } catch (error) {
      if (!this.#closed) this.#complain(`The mix cannot be found: ${(error as Error).message}.`);
    }
  }

  #complain(message: string): void {
    setText(this.#say, message);
    this.#say.hidden = message === "";
  }

  #showShare(): void {
    setText(this.#share, percent(this.#strength.valueAsNumber));
  }

  /** Other samples for the grid; the first is the style where there is none. */
  async #draw(): Promise<void> {
    const { n_samples } = this.#store.description;
    const wanted = Math.min(2 * this.#side, n_samples);
    const indices = new Set<number>();
    while (indices.size < wanted) indices.add(Math.floor(Math.random() * n_samples));
    try {
      const drawn = await Promise.all([...indices].map((i) => sampleOperand(this.#store, i)));
      if (this.#closed) return;
      this.#others = drawn;
    } catch (error) {
      if (!this.#closed) this.#complain(`Samples did not come: ${(error as Error).message}.`);
      return;
    }
    if (!this.#style.operand) {
      this.#style.set(this.#others[0] ?? null);
      this.#open();
    }
    const [content, style] = [this.#content.operand, this.#style.operand];
    if (this.#result && content && style) void this.#showMix(content, style);
    this.#showGrid(0);
  }

  #showGrid(after = REST_MS): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      const side = Math.ceil(this.#others.length / 2);
      const given = (operand: Operand | null) => (operand ? [operand] : []);
      const contents = [...given(this.#content.operand), ...this.#others.slice(side)];
      const styles = [...given(this.#style.operand), ...this.#others.slice(0, side)];
      void this.#grid.show({
        contents: contents.slice(0, this.#side),
        styles: distinct(styles).slice(0, this.#side),
        mix: (content, style) => this.#mix(content, style),
      });
    }, after);
  }
}

/** Each name once. */
function distinct(operands: readonly Operand[]): Operand[] {
  return operands.filter(({ name }, i) => operands.findIndex((other) => other.name === name) === i);
}

// One direction: its slider over the film of what it does, its quality, and what can be done with it.

import { sameArray } from "../../arrays.ts";
import { type Direction, moved, stepOf } from "../../directions/direction.ts";
import { writeDirection } from "../../directions/file.ts";
import { button, h, setText } from "../../dom.ts";
import { tileAspect } from "../../miniatures/index.ts";
import { download, fileName } from "../../sound/download.ts";
import type { SpaceStore } from "../../store.ts";
import { signed } from "../../words.ts";
import { followEarly } from "../early.ts";
import { listenToRange } from "../range.ts";
import { makeDraggable } from "../slots/index.ts";
import { createTileStrip } from "../tile-strip.ts";
import type { Hand } from "./hand.ts";
import { createQuality } from "./quality.ts";
import { type AskOptions, change, isExported, measure } from "./requests.ts";

export const REACH = 3; // sd to each side
const STEP = 0.05;
const HEIGHT = 38;
const [FEWEST, MOST] = [5, 15];

interface Events {
  onError(message: string): void;
  /** The names that are ticked, other than this one. */
  ticked(but: string): string[];
  onTick(ticked: boolean): void;
  film(direction: Direction): void;
}

export class DirectionRow {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  #direction: Direction;
  readonly #store: SpaceStore;
  readonly #hand: Hand;
  readonly #events: Events;
  readonly #strip;
  readonly #quality;
  readonly #name: HTMLButtonElement;
  readonly #value = h("span", "lw-slider-value");
  readonly #tick = h("input", "lw-tick", { type: "checkbox" });
  readonly #apart: HTMLButtonElement;
  /** Around which code, and along which vector, the film is; null before the first. */
  #filmed: { around: Float32Array; vector: Float32Array } | null = null;
  #measuring: AbortController | null = null;

  constructor(store: SpaceStore, hand: Hand, direction: Direction, events: Events) {
    this.#store = store;
    this.#hand = hand;
    this.#direction = direction;
    this.#events = events;
    const isText = store.description.modality.kind === "text";
    this.#strip = createTileStrip(store, { height: HEIGHT, label: "what it does" });
    this.#strip.element.setAttribute("aria-hidden", "true");
    this.#strip.element.classList.add("lw-direction-strip");
    this.input = h("input", "lw-range", { type: "range", min: -REACH, max: REACH, step: STEP });
    this.#quality = createQuality(
      { measure: () => void this.measure(), cancel: () => this.#measuring?.abort() },
      !isExported(store),
    );
    this.#name = button("", () => this.#rename(), { title: "Rename" }, "lw-direction-name");
    makeDraggable(store, this.#name, () => {
      const { name } = this.#direction;
      return { name, kind: "direction", z: stepOf(this.#direction) };
    });
    const act = (text: string, label: string, job: () => void) =>
      button(text, job, { title: label, "aria-label": label }, "lw-button lw-icon lw-tiny");
    this.#apart = act("⊥", "Orthogonalise against the ticked ones", () => this.#orthogonalise());
    this.#tick.addEventListener("change", () => events.onTick(this.#tick.checked));
    this.element = h(
      "section",
      "lw-direction",
      {},
      h(
        "div",
        "lw-direction-head",
        {},
        this.#tick,
        this.#name,
        this.#value,
        h("span", "lw-grow"),
        act("0", "Back to 0", () => this.#reset()),
        act("⇄", "Turn round", () => this.#edit("flip", "turned")),
        this.#apart,
        act("▦", "Try on the selection", () => events.film(this.#direction)),
        act("⤓", "Save as a file", () => void this.#save()),
        act("×", "Remove", () => this.#edit("remove", "removed")),
      ),
      h("div", `lw-track${isText ? " lw-track-texts" : ""}`, {}, this.#strip.element, this.input),
      this.#quality.element,
    );
    this.#listen();
    this.update(direction);
    this.show();
  }

  get name(): string {
    return this.#direction.name;
  }

  /** Takes what the kernel now says of it. */
  update(direction: Direction): void {
    this.#direction = direction;
    const { name, label } = direction;
    setText(this.#name, name);
    this.#name.setAttribute("aria-label", `Rename ${name}`);
    this.element.setAttribute("aria-label", `Direction ${name}`);
    this.input.setAttribute("aria-label", name);
    this.#tick.setAttribute("aria-label", `Leave ${name} as it is`);
    this.#tick.title = "Tick what another direction is to leave as it is, then press its ⊥";
    this.#name.title = `${label}\nClick to rename, drag into a slot of a sum`;
    this.#quality.show(direction);
  }

  /** Shows where the hand stands. */
  show(): void {
    const amount = this.#hand.amountOf(this.name);
    if (this.input.valueAsNumber !== amount) this.input.value = String(amount);
    const words = `${signed(amount)} sd`;
    setText(this.#value, words);
    this.input.setAttribute("aria-valuetext", words.replace("sd", "standard deviations"));
  }

  showTicks(ticked: boolean): void {
    this.#tick.checked = ticked;
    const others = this.#events.ticked(this.name);
    this.#apart.disabled = others.length === 0;
    this.#apart.title = others.length
      ? `Make it leave ${others.join(", ")} as it is`
      : "Tick other directions first: it will leave them as they are";
  }

  /** Decodes the film along the track where it is not up to date. */
  async fill(signal: AbortSignal): Promise<void> {
    const around = this.#hand.without(this.name);
    const { vector } = this.#direction;
    const fresh = this.#filmed;
    if (fresh && fresh.vector === vector && sameArray(fresh.around, around)) return;
    const { modality } = this.#store.description;
    const width = this.#strip.element.clientWidth || 320;
    const fitting = Math.round(width / (HEIGHT * tileAspect(modality)));
    const steps = modality.kind === "text" ? MOST : Math.min(MOST, Math.max(FEWEST, fitting));
    const codes = new Float32Array(steps * around.length);
    for (let i = 0; i < steps; i++) {
      const amount = REACH * ((2 * i) / (steps - 1) - 1);
      codes.set(moved(around, [[this.#direction, amount]]), i * around.length);
    }
    await this.#strip.show(codes, { signal });
    if (!signal.aborted) this.#filmed = { around, vector };
  }

  /** Measures its quality, with progress, once. */
  async measure(): Promise<void> {
    if (this.#measuring || this.#direction.quality || isExported(this.#store)) return;
    const abort = new AbortController();
    this.#measuring = abort;
    this.#quality.setBusy(0);
    const options: AskOptions = {
      signal: abort.signal,
      onProgress: ({ step, total }) => this.#quality.setBusy(step / total),
    };
    let fault = "";
    try {
      await measure(this.#store, this.#direction, options);
    } catch (error) {
      fault = abort.signal.aborted ? "stopped" : (error as Error).message;
    }
    this.#measuring = null;
    this.#quality.setBusy(null);
    this.#quality.show(this.#direction);
    if (fault && !this.#direction.quality) this.#quality.say(fault);
  }

  dispose(): void {
    this.#measuring?.abort();
    this.element.remove();
  }

  // -- what a hand does ----------------------------------------------------------------------

  #listen(): void {
    const { input } = this;
    listenToRange(input, {
      onMove: (amount) => {
        this.#hand.move(this.#direction, amount);
        this.show();
      },
      onRelease: () => this.#hand.rest(this.#direction),
    });
    followEarly(input, () => this.#store.isQuick);
    input.addEventListener("dblclick", () => this.#reset());
  }

  #reset(): void {
    if (this.#hand.amountOf(this.name) === 0) return;
    this.#hand.move(this.#direction, 0);
    this.#hand.rest(this.#direction);
    this.show();
  }

  async #change(payload: Record<string, unknown>, label: (name: string) => string): Promise<void> {
    this.#events.onError("");
    try {
      await change(this.#store, "edit_direction", { name: this.name, ...payload }, label);
    } catch (error) {
      this.#events.onError((error as Error).message);
    }
  }

  #edit(act: "flip" | "remove", said: string): void {
    const { name } = this;
    void this.#change({ act }, () => `${said} the direction ${name}`);
  }

  #orthogonalise(): void {
    const { name } = this;
    const others = this.#events.ticked(name);
    void this.#change(
      { act: "orthogonalise", others },
      () => `made ${name} orthogonal to ${others.join(", ")}`,
    ).then(() => this.measure());
  }

  #rename(): void {
    const { name } = this;
    const field = h("input", "lw-field lw-rename", {
      value: name,
      maxlength: 100,
      "aria-label": `New name of ${name}`,
    });
    let done = false;
    const finish = (to: string | null) => {
      if (done) return;
      done = true;
      field.replaceWith(this.#name);
      this.#name.focus();
      if (to === null || to === name) return;
      void this.#change({ act: "rename", to }, (now) => `renamed ${name} to ${now}`);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") finish(field.value);
      if (event.key === "Escape") finish(null);
    });
    field.addEventListener("blur", () => finish(field.value));
    this.#name.replaceWith(field);
    field.focus();
    field.select();
  }

  async #save(): Promise<void> {
    const direction = this.#direction;
    // A kernel that cannot say which model it is leaves that out.
    const model = await this.#store.identity().then(
      ({ space }) => space.fingerprint,
      () => "",
    );
    const text = writeDirection(direction, this.#store.description.latent_shape, model);
    const bytes = new TextEncoder().encode(text);
    download(bytes, fileName(direction.name, "json"), "application/json");
  }
}

// Directions: made from attributes, from two lassos, without labels; each a slider in sd.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { SpaceStore, ViewFactory } from "../../store.ts";
import { createFilm } from "./film.ts";
import { Hand } from "./hand.ts";
import { createMaking } from "./making.ts";
import { DirectionRow } from "./row.ts";
import { openStudio, setStudio, studioState } from "./state.ts";

const REST_MS = 250;

export const createDirections: ViewFactory = (store, element) => {
  const studio = new Studio(store);
  element.append(studio.element);
  return () => studio.dispose();
};

class Studio {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #hand: Hand;
  readonly #making;
  readonly #film;
  readonly #rows = new Map<string, DirectionRow>();
  readonly #bank = h("div", "lw-directions");
  readonly #empty = h("p", "lw-soft lw-directions-empty");
  readonly #message = h("p", "lw-directions-message", { role: "alert", hidden: true });
  readonly #reset: HTMLButtonElement;
  readonly #cleanups: Cleanup[];
  /** Made here, but not yet told by the kernel: to be shown and measured. */
  #awaited: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    openStudio(store);
    this.#hand = new Hand(store, () => this.#showAmounts());
    this.#film = createFilm(store);
    this.#making = createMaking(store, {
      onMade: (name) => this.#await(name),
      onError: (message) => this.#say(message),
    });
    this.#reset = button("All to 0", () => this.#hand.reset(), {
      title: "Back to where the hand began",
    });
    this.element = h(
      "section",
      "lw-direction-studio",
      { "aria-label": "Directions" },
      this.#making.element,
      this.#message,
      h("div", "lw-bar lw-directions-bar", {}, this.#empty, h("span", "lw-grow"), this.#reset),
      this.#bank,
      this.#film.element,
    );
    this.#cleanups = [
      store.on("directions", () => this.#update()),
      store.on("z", () => this.#schedule()),
      store.on("tools", () => this.#showTicks()),
      store.on("maps", () => this.#showEmpty()),
    ];
    this.#showEmpty();
    this.#update();
  }

  dispose(): void {
    this.#stop();
    for (const cleanup of this.#cleanups) cleanup();
    this.#hand.dispose();
    this.#making.dispose();
    this.#film.dispose();
    for (const row of this.#rows.values()) row.dispose();
    this.element.remove();
  }

  /** Rows as the kernel has directions, in its order; what was there stays the same element. */
  #update(): void {
    const { entries } = this.#store.directions;
    const names = new Set(entries.map(({ name }) => name));
    for (const [name, row] of this.#rows) {
      if (names.has(name)) continue;
      row.dispose();
      this.#rows.delete(name);
    }
    for (const [place, direction] of entries.entries()) {
      const row = this.#rows.get(direction.name) ?? this.#add(direction.name, place);
      row.update(direction);
      if (this.#bank.children[place] !== row.element) {
        this.#bank.insertBefore(row.element, this.#bank.children[place] ?? null);
      }
    }
    this.#empty.hidden = entries.length > 0;
    this.#reset.hidden = entries.length === 0;
    this.#showAmounts();
    this.#showTicks();
    if (this.#awaited !== null) this.#await(this.#awaited);
    this.#schedule(0);
  }

  #add(name: string, place: number): DirectionRow {
    const direction = this.#store.directions.entries[place];
    if (!direction) throw new Error(`no direction ${name}`);
    const row = new DirectionRow(this.#store, this.#hand, direction, {
      onError: (message) => this.#say(message),
      ticked: (but) => this.#ticked().filter((other) => other !== but),
      onTick: (ticked) => this.#tick(name, ticked),
      film: (shown) => this.#film.show(shown),
    });
    this.#rows.set(name, row);
    return row;
  }

  /** The slider first, then its quality: the kernel may tell of it before or after it answers. */
  #await(name: string): void {
    const row = this.#rows.get(name);
    this.#awaited = row ? null : name;
    if (!row) return;
    row.element.scrollIntoView({ block: "nearest" });
    row.input.focus({ preventScroll: true });
    void row.measure();
  }

  #say(message: string): void {
    setText(this.#message, message);
    this.#message.hidden = message === "";
  }

  #showEmpty(): void {
    setText(
      this.#empty,
      `No directions yet. Make one from an attribute, or draw a lasso ${this.#store.onMap} around ` +
        "samples that have something and another around samples that have not.",
    );
  }

  #showAmounts(): void {
    for (const row of this.#rows.values()) row.show();
  }

  /** The names of those that are ticked, of those that are there. */
  #ticked(): string[] {
    return studioState(this.#store).ticked.filter((name) => this.#rows.has(name));
  }

  #tick(name: string, on: boolean): void {
    const others = this.#ticked().filter((other) => other !== name);
    const ticked = on ? [...others, name] : others;
    setStudio(this.#store, { ticked }, `${on ? "ticked" : "unticked"} the direction ${name}`);
  }

  #showTicks(): void {
    const ticked = this.#ticked();
    for (const row of this.#rows.values()) row.showTicks(ticked.includes(row.name));
  }

  // -- films ---------------------------------------------------------------------------------

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  #schedule(wait = REST_MS): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.#fill(), wait);
  }

  async #fill(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      for (const row of this.#rows.values()) {
        if (abort.signal.aborted) return;
        await row.fill(abort.signal);
      }
    } catch {
      // Without a film the slider works as before; a kernel that stopped is said elsewhere.
    }
  }
}

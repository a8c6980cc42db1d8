// What is done in a space: each act is noted, taken back, done again, gone back to.

import { mapWords, moveWords } from "./act-words.ts";
import { bookmarkOf } from "./bookmarks.ts";
import type { Origin } from "./contracts.ts";
import { type Also, Journal } from "./journal.ts";
import { JournalTrait } from "./journal-trait.ts";
import type { Kept } from "./kept.ts";
import { differing, type Moment, type Tools } from "./moment.ts";
import type { Motion } from "./motion.ts";
import type { Colouring, MapProjection, Sample } from "./protocol.ts";
import type { State } from "./session.ts";
import type { StateModel } from "./state-model.ts";
import { type Bounds, sameState } from "./tool-states.ts";
import { ToolsTrait } from "./tools-trait.ts";

/** What acts act upon. */
export interface Scene {
  readonly motion: Motion;
  readonly kept: Kept;
  readonly projection: MapProjection;
  readonly colour: Colouring | null;
  /** Shows these quietly: it is no act of its own. */
  showMap(key: string): void;
  showColour(name: string | null): void;
  dimensionTitle(dimension: number): string;
  onChosen(sample: Sample | null): void;
  onTools(): void;
  /** The entries, or what can be undone, have changed. */
  onHistory(): void;
}

export class Acts {
  readonly journal: Journal;
  chosen: Sample | null = null;
  readonly #scene: Scene;
  readonly #told: JournalTrait;
  readonly #toldTools: ToolsTrait;
  #tools: Tools;
  /** What was there before an act that also moves the code; null once the move is noted with it. */
  #acting: { before: Moment; also: Also | undefined } | null = null;
  /** What was there before the changes that the kernel is telling. */
  #heardFrom: Moment | null = null;

  constructor(model: StateModel, bounds: Bounds, scene: Scene) {
    this.#scene = scene;
    const moment = () => this.moment;
    this.journal = new Journal({
      get moment() {
        return moment();
      },
      restore: (change) => this.#restore(change),
      onChange: () => this.#onChange(),
    });
    this.#told = new JournalTrait(model, this.journal, bounds.size);
    this.#toldTools = new ToolsTrait(model, bounds, () => this.#tools);
    this.#tools = this.#toldTools.read();
  }

  get moment(): Moment {
    const { motion, kept, projection, colour } = this.#scene;
    const shown = { map: projection.key, colour: colour?.name ?? null };
    const { selection, bookmarks } = kept;
    const tools = this.#tools;
    return { z: motion.z, selection, bookmarks, chosen: this.chosen, tools, ...shown };
  }

  /** All that a session holds of the space. */
  get state(): State {
    const { z, selection, bookmarks, map, colour } = this.moment;
    const tools = this.#toldTools.kept;
    return { z, selection, bookmarks, map, colour, tools, journal: this.journal.entries };
  }

  /** A gesture has led from `z` to another code. */
  moved(z: Float32Array, origin: Origin, label?: string): void {
    const { motion, kept, dimensionTitle } = this.#scene;
    kept.tellZ(motion.z);
    const acting = this.#acting;
    const before = { ...(acting?.before ?? this.moment), z };
    this.#acting = null;
    const bookmark = bookmarkOf(kept.bookmarks, motion.z)?.name;
    const words = moveWords(origin, z, motion.z, bookmark, dimensionTitle);
    this.journal.did(before, label === undefined ? words : { label }, this.moment, acting?.also);
  }

  /** Shows a sample and moves to its code. */
  choose(sample: Sample): void {
    const { motion, onChosen } = this.#scene;
    const before = this.moment;
    const label = `chose sample ${sample.index}`;
    this.chosen = sample;
    motion.setZ(sample.z, "sample");
    this.#settle(before, label);
    onChosen(sample);
  }

  toolState(id: string): unknown {
    return this.#tools[id];
  }

  /** Notes what a tool is set to, which is no act. */
  openTool(id: string, state: unknown): void {
    this.#setTools({ [id]: state });
  }

  /** A tool is set otherwise: one act, with the move of the code that it `moved`. */
  setTool(id: string, state: unknown, label: string, moved: boolean, also?: Also): void {
    const before = this.moment;
    this.#tools = { ...this.#tools, [id]: state };
    if (moved) this.#settle(before, label, also);
    else this.journal.did(before, { label }, this.moment, also);
    this.#setTools({});
  }

  /** The kernel is about to change something: what it tells in one go is one act. */
  hearing(): void {
    if (this.#heardFrom) return;
    this.#heardFrom = this.moment;
    queueMicrotask(() => {
      const before = this.#heardFrom as Moment;
      this.#heardFrom = null;
      const { motion, projection } = this.#scene;
      const isMap = before.z === motion.z && before.map !== projection.key;
      this.journal.did(before, { label: isMap ? mapWords(projection.key) : "set from Python" });
    });
  }

  /** Whether the kernel's journal, or what it knows of the tools, is what is here. */
  isKnown(name: string): boolean {
    return name === "journal" ? this.#told.isKnown : name === "tools" && this.#toldTools.isKnown;
  }

  /** Takes what the kernel set; what is the same stays the same object. */
  hearTools(): void {
    const told = Object.entries(this.#toldTools.read());
    this.#setTools(
      Object.fromEntries(told.filter(([id, state]) => !sameState(state, this.#tools[id]))),
    );
  }

  hearJournal(): void {
    this.#told.hear();
    this.#scene.onHistory();
  }

  /** Takes up a session, which is one act; the journal is then that session's. */
  takeUp({ z, selection, bookmarks, map, colour, journal, tools }: State, also?: Also): void {
    this.#setTools(
      Object.fromEntries(Object.entries(tools).filter(([id]) => !(id in this.#tools))),
    );
    const before = this.moment;
    const places = { z, selection, bookmarks, map, colour };
    const after = { ...before, ...places, tools: { ...before.tools, ...tools } };
    this.#restore(differing(after, before) ?? {});
    this.journal.replace(journal);
    this.journal.did(before, { label: "loaded a session" }, after, also);
    this.#onChange();
  }

  dispose(): void {
    this.#told.dispose();
    this.#toldTools.dispose();
  }

  /** Ends the gesture; the move, and what else has changed since `before`, are one act. */
  #settle(before: Moment, label: string, also?: Also): void {
    this.#acting = { before, also };
    this.#scene.motion.settle(label);
    if (this.#acting) this.journal.did(before, { label }, this.moment, also);
    this.#acting = null;
  }

  #restore({ z, selection, bookmarks, chosen, tools, map, colour }: Partial<Moment>): void {
    const { motion, kept, showMap, showColour, onChosen } = this.#scene;
    if (tools) this.#setTools(tools);
    if (chosen !== undefined) {
      this.chosen = chosen;
      onChosen(chosen);
    }
    if (z) {
      motion.jump(z, "history");
      kept.tellZ(z);
    }
    if (selection) kept.setSelection(selection);
    if (bookmarks) kept.setBookmarks(bookmarks);
    if (map !== undefined) showMap(map);
    if (colour !== undefined) showColour(colour);
  }

  #setTools(change: Tools): void {
    this.#tools = { ...this.#tools, ...change };
    this.#toldTools.write();
    this.#scene.onTools();
  }

  #onChange(): void {
    this.#told.write();
    this.#scene.onHistory();
  }
}

// The map's words: what is held off the plane, what is missing or went wrong, what to try first.

import { h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { MapProjection } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import { count } from "../../words.ts";

const HINTS = {
  2: "drag anywhere to decode there · click a point to take it",
  3: "drag to turn · drag the cursor to decode · click a point to take it",
};

export class Notes {
  /** Which dimensions the cursor cannot reach, and where they are held. */
  readonly held = h("div", "lw-map-held");
  readonly notice = h("div", "lw-map-notice", { role: "status", hidden: true });
  readonly empty = h("p", "lw-map-empty", { hidden: true }, "No samples: the map is empty.");
  readonly hint = h("div", "lw-map-hint");
  readonly #store: SpaceStore;
  readonly #cleanups: Cleanup[];
  #drawing: string | null = null;
  #trouble: string | null = null;
  /** The sample whose code the rest of the dimensions is; null where it is no sample's. */
  #anchor: number | null = null;
  #dimensions = 0;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#cleanups = [
      store.on("status", () => this.#show()),
      store.on("z", (origin) => {
        // The cursor's own moves hold what was held before.
        if (origin === "map") return;
        this.#anchor = null;
        this.#showHeld();
      }),
      store.on("chosen", (sample) => {
        this.#anchor = sample?.index ?? null;
        this.#showHeld();
      }),
    ];
  }

  show(projection: MapProjection): void {
    this.#dimensions = projection.held;
    setText(this.hint, HINTS[projection.dims === 3 ? 3 : 2]);
    this.empty.hidden = projection.coordinates.length > 0;
    this.#showHeld();
    this.#show();
  }

  /** What is to be known of how the points are drawn. */
  setDrawing(text: string | null): void {
    this.#drawing = text;
    this.#show();
  }

  /** What went wrong with the last wish. */
  setTrouble(text: string | null): void {
    this.#trouble = text;
    this.#show();
  }

  /** The reader has found out. */
  dropHint(): void {
    this.hint.remove();
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
  }

  #showHeld(): void {
    this.held.hidden = this.#dimensions <= 0;
    const where = this.#anchor === null ? "" : ` at sample ${this.#anchor}`;
    setText(this.held, `off-plane: ${count(this.#dimensions, "dimension")} held${where}`);
    this.held.title =
      "The cursor moves in the plane of the map; these dimensions stay as they were.";
  }

  #show(): void {
    const stopped = this.#store.status.connected ? null : "The kernel has stopped: the map stays.";
    const texts = [stopped, this.#trouble, this.#drawing].filter((text) => text !== null);
    this.notice.hidden = texts.length === 0;
    setText(this.notice, texts.join(" "));
  }
}

// The map's words: what is missing or went wrong, what to try first.

import { h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { MapProjection } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";

const HINTS = {
  2: "drag anywhere to decode there · click a point to take it",
  3: "drag to turn · drag the cursor to decode · click a point to take it",
};

export class Notes {
  readonly notice = h("div", "lw-map-notice", { role: "status", hidden: true });
  readonly empty = h("p", "lw-map-empty", { hidden: true }, "No samples: the map is empty.");
  readonly hint = h("div", "lw-map-hint");
  readonly #store: SpaceStore;
  readonly #cleanups: Cleanup[];
  #drawing: string | null = null;
  #trouble: string | null = null;
  #layer: string | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#cleanups = [store.on("status", () => this.#show())];
  }

  show(projection: MapProjection): void {
    setText(this.hint, HINTS[projection.dims === 3 ? 3 : 2]);
    this.empty.hidden = projection.coordinates.length > 0;
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

  /** Why a layer that was asked for is not there. */
  setLayer(text: string | null): void {
    this.#layer = text;
    this.#show();
  }

  /** The reader has found out. */
  dropHint(): void {
    this.hint.remove();
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
  }

  #show(): void {
    const stopped = this.#store.status.connected ? null : "The kernel has stopped: the map stays.";
    const texts = [stopped, this.#trouble, this.#layer, this.#drawing].filter(
      (text) => text !== null,
    );
    this.notice.hidden = texts.length === 0;
    setText(this.notice, texts.join(" "));
  }
}

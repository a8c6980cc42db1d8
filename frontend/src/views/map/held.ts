// What a cursor on the map holds fixed, and the way off the map: how much is kept of what the code where
// the last move began has beside it.

import { sameArray } from "../../arrays.ts";
import { h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import { planeGeometry } from "../../geometry/plane.ts";
import type { MapProjection } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import { percent } from "../../words.ts";
import { listenToRange } from "../range.ts";

const FURTHEST = 2;
const STEP = 0.02;
/** Of the code's own size: nearer to the plane there is nothing to hold. */
const NEGLIGIBLE = 1e-5;

export class Held {
  readonly element = h("div", "lw-map-held");
  readonly #store: SpaceStore;
  readonly #words = h("span");
  readonly #slider = h("input", "lw-map-off", {
    type: "range",
    min: 0,
    max: FURTHEST,
    step: STEP,
    value: 1,
    "aria-label": "Off the map",
  });
  readonly #value = h("output");
  readonly #cleanups: Cleanup[];
  #projection: MapProjection;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#projection = store.projection;
    const label = h("label", "lw-map-off-label", {}, "off the map", this.#slider, this.#value);
    this.element.append(this.#words, label);
    listenToRange(this.#slider, {
      onMove: (off) => store.moveOff(off),
      onRelease: () => store.settle(`moved off the map to ${store.held.off.toFixed(1)}`),
    });
    this.#cleanups = [
      store.on("z", (origin) => {
        // The cursor's own moves hold what was held before.
        if (origin !== "map") this.#show();
      }),
      store.on("chosen", () => this.#show()),
      store.on("held", () => this.#show()),
      store.on("point", () => this.#enable()),
    ];
  }

  show(projection: MapProjection): void {
    this.#projection = projection;
    this.#show();
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
  }

  /** The sample whose code the rest of the dimensions is; null where it is no sample's. */
  get #sample(): number | null {
    const { chosen, held } = this.#store;
    return chosen && sameArray(chosen.z, held.anchor) ? chosen.index : null;
  }

  #show(): void {
    const sample = this.#sample;
    const { held, dims, quality, method } = this.#projection;
    this.element.hidden = held <= 0;
    const all = held + dims;
    const share = quality.explained_variance;
    const part =
      share === null || !Number.isFinite(share) ? "" : ` · ${percent(share)} of the variance`;
    const where = sample === null ? "" : ` at sample ${sample}`;
    setText(this.#words, `${dims} of ${all} dimensions${part} · ${held} held${where}`);
    const surface = method === "pca" ? "plane" : "surface";
    const { off } = this.#store.held;
    this.#slider.value = String(off);
    setText(this.#value, off.toFixed(1));
    this.element.title =
      `The cursor moves along a ${surface} of ${dims} dimensions; what ` +
      `${sample === null ? "the code" : `sample ${sample}`} has beside it is held. ` +
      `"Off the map" moves that part: 0 puts the code on the ${surface} itself, 1 leaves it as it ` +
      "is, 2 is twice as far out. The place on the map stays the same, what is decoded does not.";
    this.#enable();
  }

  #enable(): void {
    this.#slider.disabled = this.#store.point === null || this.#isOnPlane;
  }

  get #isOnPlane(): boolean {
    const { plane, dims } = this.#projection;
    const { anchor } = this.#store.held;
    if (!plane || plane.center.length !== anchor.length) return false;
    const map = planeGeometry(plane.center, plane.components, dims);
    const on = map.inverse(map.locate(anchor));
    const beside = Math.hypot(...anchor.map((value, i) => value - (on[i] as number)));
    return beside <= NEGLIGIBLE * Math.max(1, Math.hypot(...anchor));
  }
}

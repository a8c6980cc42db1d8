// A palette between three or four anchors, with a cursor that pointer and arrow keys move.

import { sameArray } from "../../arrays.ts";
import { h } from "../../dom.ts";
import { mixCorners, paletteCodes } from "../../geometry/palette.ts";
import type { PathName } from "../../geometry/paths.ts";
import { drawPicture } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";
import { percent } from "../../words.ts";

const TILES = 7;
const TEXT_TILES = 3;
const SIZE = 280;
const FINE = 0.01;
const COARSE = 0.05;
const MOST_PLACES = 50;

export interface PadEvents {
  onMove(code: Float32Array): void;
  onRelease(): void;
}

type Place = readonly [x: number, y: number];

export class Pad {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #events: PadEvents;
  readonly #surface: HTMLElement;
  readonly #canvas = h("canvas", "lw-pad-canvas", { "aria-hidden": "true" });
  readonly #texts = h("div", "lw-pad-texts", { "aria-hidden": "true" });
  readonly #cursor = h("span", "lw-pad-cursor", { "aria-hidden": "true" });
  readonly #letters = Array.from({ length: 4 }, () => h("span", "lw-pad-letter"));
  #corners: readonly Float32Array[] = [];
  #between: PathName = "lerp";
  #place: Place = [0.5, 0.5];
  /** Where the hand let go, for an undo. */
  #places: Place[] = [];
  #abort: AbortController | null = null;
  #keyHeld = false;

  constructor(store: SpaceStore, events: PadEvents) {
    this.#store = store;
    this.#events = events;
    this.#surface = h("div", "lw-pad-surface", {
      tabindex: 0,
      role: "slider",
      "aria-label": "Palette between the anchors: arrow keys move, Shift moves finely",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    });
    this.#surface.append(this.#canvas, this.#texts, ...this.#letters, this.#cursor);
    const title = h("h4", "lw-title", {}, "Palette");
    this.element = h("div", "lw-pad", { hidden: true }, title, this.#surface);
    this.#listen();
    this.follow();
  }

  /** Shows the palette of three or four corners; of fewer or more there is none. */
  async show(
    corners: readonly Float32Array[],
    letters: readonly string[],
    between: PathName,
  ): Promise<void> {
    this.element.hidden = corners.length !== 3 && corners.length !== 4;
    this.#abort?.abort();
    if (this.element.hidden) return;
    this.#corners = corners;
    this.#between = between;
    this.follow();
    for (const [i, element] of this.#letters.entries()) {
      element.textContent = letters[i] ?? "";
      element.hidden = i >= corners.length;
    }
    this.#surface.dataset.corners = String(corners.length);
    const abort = new AbortController();
    this.#abort = abort;
    const isText = this.#store.description.modality.kind === "text";
    const columns = isText ? TEXT_TILES : TILES;
    const codes = paletteCodes(corners, columns, columns, between);
    const size = Math.round((SIZE / columns) * Math.min(2, devicePixelRatio));
    try {
      const options = { columns, size, square: true };
      const strips = await this.#store.tiles(codes, options, { signal: abort.signal });
      if (abort.signal.aborted) return;
      if ("texts" in strips) this.#showTexts(strips.texts);
      else await drawPicture(this.#canvas, strips.atlas, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  }

  /** The cursor is where the current code is the mix, as far as the hand has been there; else it is not shown. */
  follow(): void {
    const { z } = this.#store;
    const place = this.#corners.length
      ? [this.#place, ...this.#places].find((each) => sameArray(this.#mix(each), z))
      : undefined;
    if (place) this.#place = place;
    this.#cursor.hidden = !place;
    this.#showPlace();
  }

  dispose(): void {
    this.#abort?.abort();
  }

  #showTexts(texts: readonly string[]): void {
    this.#texts.replaceChildren(...texts.map((text) => h("span", "", { dir: "auto" }, text)));
  }

  #listen(): void {
    const surface = this.#surface;
    const go = ({ clientX, clientY }: PointerEvent) => {
      const { left, top, width, height } = surface.getBoundingClientRect();
      this.#move([(clientX - left) / width, (clientY - top) / height]);
    };
    surface.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      surface.setPointerCapture(event.pointerId);
      go(event);
    });
    surface.addEventListener("pointermove", (event) => {
      if (surface.hasPointerCapture(event.pointerId)) go(event);
    });
    surface.addEventListener("lostpointercapture", () => this.#release());
    surface.addEventListener("keydown", (event) => this.#onKey(event));
    const letGo = () => {
      if (this.#keyHeld) this.#release();
      this.#keyHeld = false;
    };
    surface.addEventListener("keyup", letGo);
    surface.addEventListener("blur", letGo);
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.shiftKey ? FINE : COARSE;
    const [x, y] = this.#place;
    const moves: Record<string, Place> = {
      ArrowLeft: [x - step, y],
      ArrowRight: [x + step, y],
      ArrowUp: [x, y - step],
      ArrowDown: [x, y + step],
      Home: [0, y],
      End: [1, y],
    };
    const place = moves[event.key];
    if (!place) return;
    event.preventDefault();
    this.#keyHeld = true;
    this.#move(place);
  }

  #move([x, y]: Place): void {
    const within = (value: number) => Math.min(1, Math.max(0, value));
    this.#place = [within(x), within(y)];
    this.#events.onMove(this.#mix(this.#place));
    this.follow();
  }

  #mix(place: Place): Float32Array {
    return mixCorners(this.#corners, ...place, this.#between);
  }

  #release(): void {
    this.#places = [this.#place, ...this.#places].slice(0, MOST_PLACES);
    this.#events.onRelease();
  }

  #showPlace(): void {
    const [x, y] = this.#place;
    this.#cursor.style.left = `${100 * x}%`;
    this.#cursor.style.top = `${100 * y}%`;
    this.#surface.setAttribute("aria-valuenow", String(Math.round(100 * x)));
    const words = `${percent(x)} from the left, ${percent(y)} from the top`;
    const off = "The current point is none of the hand's on the palette";
    this.#surface.setAttribute("aria-valuetext", this.#cursor.hidden ? off : words);
  }
}

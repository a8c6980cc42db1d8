// The map: the encoded data seen through a projection, with the cursor that decodes where it is.

import { h } from "../../dom.ts";
import { type MapProjection, MISSING, type ProjectionProgress } from "../../protocol.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../../store.ts";
import { onTheme, themeOf } from "../../theme.ts";
import { makeDraggable, meanName } from "../slots/index.ts";
import { classOf, nameOf } from "./colours.ts";
import { Gestures } from "./gestures.ts";
import { Guide } from "./guide.ts";
import { Held } from "./held.ts";
import { listenToKeys } from "./keyboard.ts";
import { Layout } from "./layout.ts";
import { Legend } from "./legend.ts";
import { createActs } from "./meaning.ts";
import { Notes } from "./notes.ts";
import { Stage } from "./stage.ts";
import { Toolbar } from "./toolbar.ts";
import { Tooltip } from "./tooltip.ts";
import type { Turning } from "./turn.ts";

/** Milliseconds from one projection to another, and from one step of a running one to the next. */
const WALK = 600;
const STRIDE = 250;
/** Pixels between the controls and the view's edges (as in the style sheet), and to the points. */
const MARGIN = 12;
const EDGE = 10;
const NARROW = 520;

const HOW =
  "Arrow keys move the cursor, which is decoded where it is; plus and minus zoom, 0 fits all, " +
  "Enter takes the nearest sample, L draws a lasso.";

class MapView {
  readonly element = h("section", "lw-map", { "aria-label": "Map" });
  readonly #store: SpaceStore;
  /** Where the map is laid over another. */
  readonly #turning: Turning | null;
  readonly #stage: Stage;
  readonly #toolbar: Toolbar;
  readonly #legend: Legend;
  readonly #guide = new Guide();
  readonly #notes: Notes;
  readonly #held: Held;
  readonly #tooltip: Tooltip;
  readonly #top: HTMLElement;
  readonly #bottom: HTMLElement;
  readonly #cleanups: Cleanup[] = [];
  #lassoing = false;
  /** The method asked for and not yet there. */
  #wanted: string | null = null;
  /** The points stand where a running projection put them, not where the store's has them. */
  #stray = false;

  constructor(store: SpaceStore, turning: Turning | null = null) {
    this.#store = store;
    this.#turning = turning;
    this.#notes = new Notes(store);
    this.#held = new Held(store);
    this.#stage = new Stage(store, {
      onNotice: (text) => this.#notes.setDrawing(text),
      onLayer: (text) => this.#notes.setLayer(text),
    });
    this.#legend = new Legend(
      (hidden) => this.#filter(hidden),
      (chip, colouring, category) => {
        const mean = { of: colouring.name, category };
        const name = meanName(colouring, category);
        makeDraggable(store, chip, () => ({ name, kind: "mean", mean }));
        chip.title += " · drag its mean into a slot";
      },
    );
    this.#tooltip = new Tooltip(store);
    this.#toolbar = new Toolbar(store.description, {
      project: (method, dims, perplexity) => void this.#project(method, dims, perplexity),
      cancelProjection: () => store.cancelProjection(),
      colourBy: (name) => void this.#colourBy(name),
      toggleLasso: () => this.#setLasso(!this.#lassoing),
      clearSelection: () => store.setSelection(new Uint32Array(0)),
      fit: () => this.#stage.fit(),
      showLattice: (on) => this.#stage.lattice.turn(on),
      showPosteriors: (on) => this.#stage.posteriors.turn(on),
      refuse: (reason) => this.#notes.setLayer(reason),
    });
    this.#stage.element.setAttribute("aria-label", `Map of ${store.description.name}. ${HOW}`);
    this.#top = h("div", "lw-map-top", {}, this.#toolbar.element, this.#toolbar.running);
    const line = h("div", "lw-map-line-two", {}, this.#guide.element, this.#notes.hint);
    this.#top.append(line, this.#notes.notice);
    this.#bottom = h("div", "lw-map-bottom", {}, this.#legend.element, this.#held.element);
    this.element.append(this.#stage.element, this.#notes.empty, this.#top, this.#bottom);
    this.element.append(this.#guide.panel, this.#tooltip.element);
  }

  /** Shows the store's state and follows it; the element is in the page now. */
  start(): void {
    this.#cleanups.push(
      this.#store.showsMap(),
      ...this.#followStore(),
      this.#followSize(),
      onTheme(this.element, () => this.#onTheme()),
      this.#followHand(),
    );
    this.#measure();
    this.#showProjection(this.#store.projection, 0);
    this.#showColour();
    this.#showSelection();
    this.#stage.setPoint(this.#store.point);
    this.#stage.setChosen(this.#store.chosen?.index ?? null);
    this.#showOverlays();
  }

  dispose(): void {
    for (const cleanup of this.#cleanups) cleanup();
    this.#notes.dispose();
    this.#held.dispose();
    this.#tooltip.dispose();
    this.#stage.dispose();
    this.element.remove();
  }

  // -- what is followed ---------------------------------------------------------------------

  #followStore(): Cleanup[] {
    const store = this.#store;
    return [
      store.on("point", (point) => this.#stray || this.#stage.setPoint(point)),
      store.on("frame", (frame) => this.#stage.showFrame(frame)),
      store.on("chosen", (sample) => this.#stage.setChosen(sample?.index ?? null)),
      store.on("selection", () => this.#showSelection()),
      store.on("colour", () => this.#showColour()),
      store.on("projection", (projection) => this.#showProjection(projection, WALK)),
      store.on("overlays", () => this.#showOverlays()),
      store.on("projection-progress", (progress) => this.#showProgress(progress)),
      ...(this.#turning ? [this.#turning.on(() => this.#showTurned())] : []),
    ];
  }

  #followSize(): Cleanup {
    const observer = new ResizeObserver(() => this.#measure());
    for (const part of [this.element, this.#top, this.#bottom]) observer.observe(part);
    return () => observer.disconnect();
  }

  #onTheme(): void {
    this.#legend.show(this.#store.colour, themeOf(this.element));
    this.#stage.setTheme();
    this.#mark();
  }

  #followHand(): Cleanup {
    const acts = createActs(this.#store, this.#stage, {
      isLassoing: () => this.#lassoing,
      setLasso: (on) => this.#setLasso(on),
      hover: (index, x, y) => this.#hover(index, x, y),
      onAct: () => this.#notes.dropHint(),
      escape: () => this.#escape(),
    });
    this.#stage.element.addEventListener("pointerdown", () => {
      this.#guide.open(false);
      this.#legend.close();
    });
    const gestures = new Gestures(this.#stage.element, acts.meaning);
    const keys = listenToKeys(this.#stage.element, acts.keys);
    return () => {
      keys();
      gestures.dispose();
      acts.dispose();
    };
  }

  // -- what is shown ------------------------------------------------------------------------

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#stage.element;
    // On a wide map the figures stand beside the points; on a narrow one, above them.
    const above = width < NARROW ? this.#top : this.#toolbar.element;
    const top = above.offsetHeight + MARGIN + EDGE;
    const bottom = this.#bottom.offsetHeight + MARGIN + EDGE;
    this.element.style.setProperty("--lw-map-top", `${this.#top.offsetHeight + MARGIN}px`);
    this.#stage.resize(width, height, { top, bottom, side: EDGE });
  }

  #showProjection(projection: MapProjection, duration: number): void {
    const layout = Layout.of(projection, this.#turning?.turn ?? null);
    const isOther = this.#toolbar.showProjection(projection);
    const isAnew = layout.count !== this.#stage.layout.count;
    this.#setStray(false);
    this.#stage.setPoint(null);
    this.#stage.setLayout(layout, duration, isOther || isAnew);
    this.#guide.show(projection);
    if (isOther) this.#notes.setLayer(null);
    this.#notes.show(projection);
    this.#held.show(projection);
    if (isAnew) this.#mark();
  }

  /** The same map, laid otherwise. */
  #showTurned(): void {
    this.#showProjection(this.#store.projection, WALK);
    this.#stage.setPoint(this.#store.point);
  }

  #showProgress(progress: ProjectionProgress | null): void {
    if (!progress) {
      this.#endProgress();
      return;
    }
    this.#toolbar.showProgress(this.#wanted ?? "projection", progress);
    const { coordinates } = progress;
    const dims = (coordinates?.length ?? 0) / this.#stage.layout.count;
    if (!coordinates || (dims !== 2 && dims !== 3)) return;
    this.#stage.setPoint(null);
    this.#stage.setLayout(new Layout(coordinates, dims), STRIDE, !this.#stray, false);
    // The figures are those of the map that these points have left.
    this.#setStray(true);
  }

  #setStray(on: boolean): void {
    this.#stray = on;
    this.element.classList.toggle("lw-map-stray", on);
    this.#showOverlays();
  }

  #endProgress(): void {
    this.#wanted = null;
    this.#toolbar.hideProgress();
    this.#toolbar.showProjection(this.#store.projection);
    // Cancelled or failed: back to the map that the cursor can still decode on.
    if (this.#stray) this.#showProjection(this.#store.projection, WALK);
    this.#stage.setPoint(this.#store.point);
  }

  #showColour(): void {
    this.#toolbar.showColour(this.#store.colour?.name ?? null);
    this.#legend.show(this.#store.colour, themeOf(this.element));
    this.#stage.filter(() => true);
    this.#mark();
  }

  #showSelection(): void {
    this.#toolbar.showSelection(this.#store.selection.length);
    this.#mark();
  }

  #showOverlays(): void {
    this.#stage.setOverlays(this.#stray ? [] : this.#store.overlays);
  }

  #mark(): void {
    this.#stage.setMarks(this.#store.colour, themeOf(this.element), this.#store.selection);
  }

  #hover(index: number | null, x: number, y: number): void {
    if (index === null) {
      this.#tooltip.hide();
      return;
    }
    const { clientWidth, clientHeight } = this.element;
    const name = this.#store.colour ? nameOf(this.#store.colour, index) : "";
    this.#tooltip.show(index, name, x, y, clientWidth, clientHeight);
  }

  // -- what is asked ------------------------------------------------------------------------

  async #project(method: string, dims: number, perplexity?: number): Promise<void> {
    this.#wanted = method;
    this.#toolbar.showProgress(method, null);
    const options = perplexity === undefined ? {} : { perplexity };
    await this.#attempt(this.#store.setProjection(method, dims, options));
  }

  async #colourBy(name: string): Promise<void> {
    await this.#attempt(this.#store.setColour(name));
    this.#toolbar.showColour(this.#store.colour?.name ?? null);
  }

  /** Says here, beside the control, what the store says of a wish that failed. */
  async #attempt(wish: Promise<void>): Promise<void> {
    const before = this.#store.status.error;
    this.#notes.setTrouble(null);
    await wish;
    const { error } = this.#store.status;
    if (error !== before) this.#notes.setTrouble(error);
  }

  #filter(hidden: ReadonlySet<number>): void {
    const { colour } = this.#store;
    this.#stage.filter((i) => !hidden.has(colour ? classOf(colour, i) : MISSING));
  }

  #setLasso(on: boolean): void {
    this.#lassoing = on;
    this.#toolbar.showLasso(on);
    this.#stage.lasso.cancel();
    this.#stage.element.classList.toggle("lw-map-lassoing", on);
    if (on) this.#stage.element.focus({ preventScroll: true });
  }

  /** What is open closes first; then the selection goes. */
  #escape(): void {
    if (!this.#guide.panel.hidden) this.#guide.open(false);
    else if (this.#lassoing) this.#setLasso(false);
    else if (this.#store.selection.length) this.#store.setSelection(new Uint32Array(0));
  }
}

export const createMap: ViewFactory = (store, element, options) => {
  const view = new MapView(store, options?.turning as Turning | undefined);
  element.append(view.element);
  view.start();
  return () => view.dispose();
};

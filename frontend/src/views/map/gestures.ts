// From pointers and wheel to what they mean. A primary press moves the cursor, turns the space or draws
// a lasso, as `begin` decides; right or middle button, space bar or two fingers pan; wheel or pinch zoom.

import { Pace } from "../early.ts";

export type Act = "cursor" | "orbit" | "lasso";

export interface Meaning {
  /** What a primary drag from here does. */
  begin(x: number, y: number): Act;
  /** Whether a press here may be meant for what lies there, so that only a drag moves the cursor. */
  isTarget(x: number, y: number): boolean;
  drag(act: Act, x: number, y: number, dx: number, dy: number): void;
  /** Whether what the cursor stands on is shown well within a frame. */
  isQuick(): boolean;
  /** The drag is over; `given up` where another gesture took over. */
  end(act: Act, givenUp: boolean, event: PointerEvent): void;
  click(x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
}

/** Pixels of movement before a press is a drag. */
const SLOP = 4;

interface Press {
  act: Act;
  startX: number;
  startY: number;
  dragging: boolean;
}
type Spot = readonly [number, number];

export class Gestures {
  readonly #element: HTMLElement;
  readonly #meaning: Meaning;
  readonly #listening = new AbortController();
  readonly #pointers = new Map<number, Spot>();
  #press: Press | null = null;
  #panning = false;
  #space = false;
  readonly #pace: Pace;
  /** Where the cursor has been moved before the browser's own event. */
  #early: Spot | null = null;

  constructor(element: HTMLElement, meaning: Meaning) {
    this.#element = element;
    this.#meaning = meaning;
    this.#pace = new Pace(meaning.isQuick);
    const { signal } = this.#listening;
    const on = <E extends keyof HTMLElementEventMap>(
      type: E,
      listener: (event: HTMLElementEventMap[E]) => void,
    ) => element.addEventListener(type, listener, { signal, passive: false });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerrawupdate", (event) => this.#moveEarly(event as PointerEvent));
    on("pointerup", (event) => this.#up(event, false));
    on("pointercancel", (event) => this.#up(event, true));
    on("pointerleave", () => meaning.leave());
    on("wheel", (event) => this.#wheel(event));
    on("contextmenu", (event) => event.preventDefault());
    on("keydown", (event) => this.#hold(event, true));
    on("keyup", (event) => this.#hold(event, false));
    on("blur", () => this.#setSpace(false));
  }

  dispose(): void {
    this.#listening.abort();
  }

  #spot(event: MouseEvent): Spot {
    const box = this.#element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #down(event: PointerEvent): void {
    const [x, y] = this.#spot(event);
    this.#element.setPointerCapture(event.pointerId);
    this.#element.focus({ preventScroll: true });
    this.#pointers.set(event.pointerId, [x, y]);
    this.#meaning.leave();
    event.preventDefault();
    if (this.#pointers.size > 1) {
      this.#giveUp(event);
      return;
    }
    this.#panning = event.button === 1 || event.button === 2 || this.#space;
    if (this.#panning) return;
    const act = this.#meaning.begin(x, y);
    this.#press = { act, startX: x, startY: y, dragging: false };
    this.#early = null;
    // A finger may be the first of two; a mouse on free ground means here and now.
    const atOnce = act === "cursor" && event.pointerType === "mouse";
    if (atOnce && !this.#meaning.isTarget(x, y)) {
      this.#press.dragging = true;
      this.#meaning.drag(act, x, y, 0, 0);
    }
  }

  #move(event: PointerEvent): void {
    const [x, y] = this.#spot(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") this.#meaning.hover(x, y);
      return;
    }
    if (this.#pointers.size === 2) {
      this.#pinch(event.pointerId, [x, y]);
      return;
    }
    this.#pointers.set(event.pointerId, [x, y]);
    const [dx, dy] = [x - before[0], y - before[1]];
    const press = this.#press;
    if (this.#panning) this.#meaning.pan(dx, dy);
    if (this.#panning || !press) return;
    press.dragging ||= Math.hypot(x - press.startX, y - press.startY) > SLOP;
    if (!press.dragging) return;
    const early = this.#early;
    this.#early = null;
    if (early?.[0] === x && early[1] === y) return;
    this.#pace.tell();
    this.#meaning.drag(press.act, x, y, dx, dy);
  }

  #moveEarly(event: PointerEvent): void {
    const isWandering = this.#press?.act === "cursor" && this.#press.dragging && !this.#panning;
    if (!isWandering || event.pointerType !== "mouse" || !this.#pace.isDue) return;
    const [x, y] = this.#spot(event);
    this.#early = [x, y];
    this.#pace.tell();
    this.#meaning.drag("cursor", x, y, 0, 0);
  }

  /** Two fingers: what is between them follows, and grows as they part. */
  #pinch(id: number, spot: Spot): void {
    const other = [...this.#pointers].find(([key]) => key !== id)?.[1];
    const before = this.#pointers.get(id);
    this.#pointers.set(id, spot);
    if (!other || !before) return;
    const distance = (a: Spot) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    this.#meaning.pan((spot[0] - before[0]) / 2, (spot[1] - before[1]) / 2);
    const [x, y] = [(spot[0] + other[0]) / 2, (spot[1] + other[1]) / 2];
    this.#meaning.zoom(x, y, distance(spot) / distance(before));
  }

  #up(event: PointerEvent, cancelled: boolean): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    const press = this.#press;
    this.#press = null;
    this.#panning &&= this.#pointers.size > 0;
    if (!press) return;
    if (press.dragging) this.#meaning.end(press.act, cancelled, event);
    else if (!cancelled) this.#meaning.click(...this.#spot(event));
  }

  /** A second finger came: the first one's drag was not meant. */
  #giveUp(event: PointerEvent): void {
    const press = this.#press;
    this.#press = null;
    if (press?.dragging) this.#meaning.end(press.act, true, event);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    // A trackpad's pinch comes as a wheel with the control key and small steps.
    const gain = event.ctrlKey ? 0.01 : 0.0016;
    this.#meaning.zoom(...this.#spot(event), Math.exp(-event.deltaY * lines * gain));
  }

  #hold(event: KeyboardEvent, down: boolean): void {
    if (event.key !== " " || event.target !== this.#element) return;
    event.preventDefault();
    this.#setSpace(down);
  }

  #setSpace(down: boolean): void {
    this.#space = down;
    this.#element.classList.toggle("lw-map-grab", down);
  }
}

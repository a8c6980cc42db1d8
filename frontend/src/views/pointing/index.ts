// "What moves this?": a switch by which the decoded output itself is pointed at, by mouse, touch or
// key, and answers with the dimensions that move the place.

import { button, eachFrame, h } from "../../dom.ts";
import type { Modality } from "../../modalities/index.ts";
import type { Place, Places } from "../../renderers/places/place.ts";
import type { Cleanup, SpaceStore } from "../../store.ts";
import { createMoverList, type MoverList } from "../traversal/mover-list.ts";
import { MoverMeter, whyNoMovers } from "../traversal/movers.ts";

const REST_MS = 250;
const LEAST_MARK = 10; // pixels
const PLACES: Record<Modality["kind"], string> = {
  image: "a pixel",
  text: "a word",
  melody: "a note",
  audio: "a moment of the sound",
  series: "a value",
};

export class Pointing {
  /** The switch, and below it what moves the place. */
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #host: HTMLElement;
  readonly #places: Places;
  readonly #switch: HTMLButtonElement;
  readonly #list: MoverList;
  readonly #meter: MoverMeter;
  readonly #layer: HTMLElement;
  readonly #mark = h("div", "lw-point-mark", { hidden: true });
  readonly #lay = eachFrame(() => this.#layOut());
  readonly #sizes = new ResizeObserver(() => this.#lay.ask());
  readonly #cleanups: Cleanup[];
  #isOn = false;
  #place: Place | null = null;
  /** Clicked, or gone to by key: what is shown when the pointer has left. */
  #kept: Place | null = null;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `host` holds the output and is positioned; `places` are the renderer's. */
  constructor(store: SpaceStore, host: HTMLElement, places: Places) {
    this.#store = store;
    this.#host = host;
    this.#places = places;
    this.#meter = new MoverMeter(store);
    const what = PLACES[store.description.modality.kind];
    this.#switch = button("What moves this?", () => this.#turn(!this.#isOn), {
      "aria-pressed": "false",
      title: `Point at ${what} and see which dimensions move it`,
    });
    this.#list = createMoverList(store, {
      onMeasureAll: () => {
        this.#meter.all = true;
        this.#meter.forget();
        void this.#answer();
      },
    });
    this.#list.element.hidden = true;
    this.#layer = h(
      "div",
      "lw-point-layer",
      {
        tabindex: 0,
        role: "application",
        "aria-label": `Point at ${what}: arrow keys go from place to place, Enter to what moves it`,
      },
      this.#mark,
    );
    this.element = h("div", "lw-pointing", {}, this.#switch, this.#list.element);
    this.#listen();
    this.#cleanups = [
      store.on("z", () => this.#later()),
      store.on("sliders", () => this.#later()),
      store.on("frame", () => this.#isOn && this.#lay.ask()),
      store.on("dimension-names", () => this.#isOn && this.#show()),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#lay.stop();
    this.#sizes.disconnect();
    for (const cleanup of this.#cleanups) cleanup();
    this.#layer.remove();
  }

  #turn(on: boolean): void {
    this.#isOn = on;
    this.#switch.setAttribute("aria-pressed", String(on));
    this.#list.element.hidden = !on;
    this.#place = null;
    this.#kept = null;
    this.#abort.abort();
    this.#meter.forget();
    if (!on) {
      this.#sizes.disconnect();
      this.#layer.remove();
      return;
    }
    const refusal = whyNoMovers(this.#store);
    if (refusal) {
      this.#list.say(refusal);
      return;
    }
    this.#host.append(this.#layer);
    this.#sizes.observe(this.#host);
    this.#layOut();
    this.#list.say(
      `Point at ${PLACES[this.#store.description.modality.kind]}; a click keeps it. Or use the arrow keys.`,
    );
    this.#layer.focus({ preventScroll: true });
    void this.#answer();
  }

  #listen(): void {
    const layer = this.#layer;
    const under = (event: MouseEvent) => this.#places.at(event.clientX, event.clientY);
    layer.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.#point(under(event) ?? this.#kept);
    });
    layer.addEventListener("pointerleave", () => this.#kept && this.#point(this.#kept));
    layer.addEventListener("click", (event) => this.#keep(under(event)));
    layer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#turn(false);
        this.#switch.focus();
      } else if (event.key === "Enter" || event.key === " ") {
        this.#list.focus();
      } else {
        const step = {
          ArrowUp: [-1, 0],
          ArrowDown: [1, 0],
          ArrowLeft: [0, -1],
          ArrowRight: [0, 1],
        }[event.key];
        if (!step) return;
        const [down = 0, right = 0] = step;
        this.#keep(this.#places.beside(this.#kept ?? this.#place, down, right));
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  #keep(place: Place | null): void {
    if (!place) return;
    this.#kept = place;
    this.#point(place);
  }

  #point(place: Place | null): void {
    const isSame = place?.name === this.#place?.name;
    this.#place = place;
    this.#markPlace();
    if (place && !isSame) this.#show();
  }

  /** The list as far as it is known; it follows the pointer without asking anyone. */
  #show(): void {
    if (this.#place && this.#meter.isMeasured) {
      this.#list.show(this.#place.name, this.#meter.at(this.#place.cells));
    }
  }

  /** The code moves: what was measured holds no more, and is measured again when the hand rests. */
  #later(): void {
    if (!this.#isOn || whyNoMovers(this.#store)) return;
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#meter.forget();
    this.#list.setBusy(true);
    this.#timer = setTimeout(() => void this.#answer(), REST_MS);
  }

  async #answer(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#list.setBusy(true);
    try {
      await this.#meter.measure(signal);
      if (!signal.aborted) this.#show();
    } catch (error) {
      if (!signal.aborted) this.#list.say(`This did not come: ${(error as Error).message}.`);
    }
    if (!signal.aborted) this.#list.setBusy(false);
  }

  /** The output has another size or holds other words and notes. */
  #layOut(): void {
    if (!this.#isOn) return;
    const [host, area] = [this.#host.getBoundingClientRect(), this.#places.area()];
    const { style } = this.#layer;
    style.left = `${area.left - host.left}px`;
    style.top = `${area.top - host.top}px`;
    style.width = `${area.width}px`;
    style.height = `${area.height}px`;
    const again = (place: Place | null) => place && this.#places.beside(place, 0, 0);
    const isKept = this.#place === this.#kept;
    this.#kept = again(this.#kept);
    this.#place = isKept ? this.#kept : again(this.#place);
    this.#markPlace();
  }

  #markPlace(): void {
    const mark = this.#mark;
    mark.hidden = this.#place === null;
    if (!this.#place) return;
    const [area, box] = [this.#layer.getBoundingClientRect(), this.#places.box(this.#place)];
    const [width, height] = [Math.max(LEAST_MARK, box.width), Math.max(LEAST_MARK, box.height)];
    mark.style.width = `${width}px`;
    mark.style.height = `${height}px`;
    const [left, top] = [
      box.left - area.left + (box.width - width) / 2,
      box.top - area.top + (box.height - height) / 2,
    ];
    mark.style.transform = `translate(${left}px, ${top}px)`;
    mark.toggleAttribute("data-kept", this.#place === this.#kept);
  }
}

// The cursor with the picture decoded there, and the ring about the chosen sample.

import { h } from "../../dom.ts";
import type { Modality } from "../../modalities/index.ts";
import type { Frame } from "../../protocol.ts";
import { createRenderer, type Renderer } from "../../renderers/index.ts";
import { svg } from "./svg.ts";

const CROSS = "M0-17V-6M0 6V17M-17 0H-6M6 0H17";
/** Pixels, as in the style sheet: known, so that the hand waits for no layout. */
const SIZES: Record<Modality["kind"], readonly [width: number, height: number]> = {
  image: [64, 64],
  text: [190, 58],
  melody: [120, 72],
  audio: [120, 64],
  series: [108, 72],
};
const GAP = 18;

function marker(className: string, ...shapes: (() => SVGElement)[]): SVGSVGElement {
  // Each shape twice: a halo of the ground's colour keeps it legible on any points.
  const halo = svg("g", { class: "lw-map-halo" }, ...shapes.map((make) => make()));
  const line = svg("g", { class: "lw-map-line" }, ...shapes.map((make) => make()));
  return svg(
    "svg",
    { class: className, viewBox: "-24 -24 48 48", "aria-hidden": "true" },
    halo,
    line,
  );
}

export class Cursor {
  readonly element: HTMLElement;
  readonly #cross: SVGSVGElement;
  readonly #ring: SVGSVGElement;
  readonly #picture: HTMLElement;
  readonly #renderer: Renderer;
  readonly #size: readonly [width: number, height: number];
  #at: readonly [number, number] | null = null;

  constructor(modality: Modality) {
    const circle = (r: number) => () => svg("circle", { r });
    this.#cross = marker("lw-map-cross", circle(11), () => svg("path", { d: CROSS }));
    this.#ring = marker("lw-map-ring", circle(8));
    this.#renderer = createRenderer(modality, { compact: true });
    this.#picture = this.#renderer.element;
    this.#picture.classList.add("lw-map-picture");
    this.#picture.dataset.kind = modality.kind;
    this.#size = SIZES[modality.kind];
    // Shrunk without smoothing a picture would lose rows, and look like another.
    const [width, height] = this.#size;
    const isShrunk =
      modality.kind === "image" && (modality.width > width - 4 || modality.height > height - 4);
    this.#picture.classList.toggle("lw-shrunk", isShrunk);
    this.element = h("div", "lw-map-cursor");
    this.element.append(this.#ring, this.#cross, this.#picture);
    this.placeCross(null, 0, 0);
    this.placeRing(null);
  }

  show(frame: Frame): void {
    this.#renderer.show(frame);
    // A picture says itself when it is drawn, which a JPEG is later.
    if ("values" in frame) this.#picture.dataset.shown = "true";
  }

  /** Puts the cross at a pixel of a view of `width` by `height`; nowhere for null. */
  placeCross(at: readonly [number, number] | null, width: number, height: number): void {
    this.#at = at;
    const inside =
      at !== null && at[0] > -1 && at[1] > -1 && at[0] < width + 1 && at[1] < height + 1;
    this.#cross.style.display = inside ? "" : "none";
    this.#picture.style.display = inside && this.#picture.dataset.shown ? "" : "none";
    if (!at) return;
    const [x, y] = at;
    this.#cross.style.transform = `translate(${x}px, ${y}px)`;
    const [wide, high] = this.#size;
    const right = x + GAP + wide + 8 < width;
    const above = y - GAP - high > 4;
    const left = right ? x + GAP : Math.max(4, x - GAP - wide);
    const top = above ? y - GAP - high : y + GAP;
    this.#picture.style.transform = `translate(${left}px, ${top}px)`;
  }

  placeRing(at: readonly [number, number] | null): void {
    this.#ring.style.display = at ? "" : "none";
    if (at) this.#ring.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
  }

  /** Whether a pixel is on the cross. */
  isUnder(x: number, y: number, reach = 16): boolean {
    return this.#at !== null && Math.hypot(x - this.#at[0], y - this.#at[1]) <= reach;
  }

  dispose(): void {
    this.#renderer.dispose();
  }
}

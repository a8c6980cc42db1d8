// When and how much to draw: on demand only, a sample while the hand moves, all at rest, in slices
// that no frame waits for. A slice is added to the picture that is there, and a change begins anew.

import type { Camera } from "./camera.ts";
import { CanvasPoints } from "./canvas-points.ts";
import type { PointCloud } from "./cloud.ts";
import type { Rgb } from "./palette.ts";
import { WebGLPoints } from "./points.ts";
import { type PointRenderer, pointSize } from "./renderer.ts";

/** Points to a frame; fewer while the hand moves, where so many keep a frame waiting. */
const SLICE = 20_000;
const LEAST = 4_000;
/** A machine that draws no more than this while the hand moves is spared all else too. */
const LEAN = 12_000;
/** Milliseconds between frames beyond which they are too slow, and below which they keep up. */
const SLOW = 26;
const FAST = 19;
/** Milliseconds without a change after which the hand rests. */
const REST = 120;

export const FULL_DRAW = "lw-map-full-draw";
export const FIRST_FULL_DRAW = "lw-map-first-full-draw";

export interface PainterEvents {
  /** A picture of the present view has begun; `lean` asks to leave out what can wait for rest. */
  onFrame(lean: boolean): void;
  /** All points are drawn and nothing moves. */
  onRest(): void;
  /** What the reader must know of how the map is drawn; null when all is well. */
  onNotice(text: string | null): void;
}

export class Painter {
  ground: Rgb = [255, 255, 255];
  manyShapes = false;
  readonly #host: HTMLElement;
  readonly #cloud: PointCloud;
  readonly #camera: Camera;
  readonly #events: PainterEvents;
  readonly #listening = new AbortController();
  #webgl: WebGLPoints | null;
  #renderer: PointRenderer;
  #beginning = 0;
  #slicing = 0;
  #moving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawn = 0;
  #budget = SLICE;
  #lastMove = 0;
  /** Kept for a whole movement, so that nothing comes and goes within it. */
  #isLean = false;
  #isFirst = true;

  constructor(host: HTMLElement, cloud: PointCloud, camera: Camera, events: PainterEvents) {
    this.#host = host;
    this.#cloud = cloud;
    this.#camera = camera;
    this.#events = events;
    const canvas = document.createElement("canvas");
    const { signal } = this.#listening;
    this.#webgl = WebGLPoints.create(canvas);
    // After three.js's own listeners, which make the context usable again.
    canvas.addEventListener("webglcontextlost", () => this.#onLost(), { signal });
    canvas.addEventListener("webglcontextrestored", () => this.#onRestored(), { signal });
    this.#renderer = this.#webgl ?? this.#fallBack();
    this.#host.prepend(this.#renderer.canvas);
  }

  get points(): number {
    return Math.min(this.#cloud.order.length, this.#renderer.limit);
  }

  /** Says again what is missing; the number of points may have changed. */
  announce(): void {
    if (this.#renderer === this.#webgl) {
      this.#events.onNotice(null);
      return;
    }
    const all = this.#cloud.order.length;
    const part = all > this.points ? `: ${format(this.points)} of ${format(all)} points` : "";
    const why = this.#webgl
      ? "The graphics card dropped the map; until it is back, it is drawn without WebGL"
      : "This browser gives no WebGL, so the map is drawn without it, in squares";
    this.#events.onNotice(`${why}${part}.`);
  }

  resize(): void {
    this.#renderer.resize(this.#camera.width, this.#camera.height);
    this.#stop();
    // The new canvas is empty: filled in this same task, so that no blank frame is seen.
    this.#begin();
  }

  /** Draws what has changed; `moving` says that more changes are expected soon. */
  invalidate(moving = false): void {
    this.#moving = moving;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#slicing);
    this.#beginning ||= requestAnimationFrame(() => this.#begin());
  }

  dispose(): void {
    this.#listening.abort();
    this.#stop();
    this.#renderer.dispose();
    if (this.#webgl !== this.#renderer) this.#webgl?.dispose();
    this.#renderer.canvas.remove();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#beginning);
    cancelAnimationFrame(this.#slicing);
    this.#beginning = 0;
  }

  /** Finds how many points the machine draws in a frame, from how the last ones came. */
  #adapt(): void {
    const now = performance.now();
    const interval = now - this.#lastMove;
    this.#lastMove = now;
    if (!this.#moving || interval > REST) return;
    if (interval > SLOW) this.#budget = Math.max(LEAST, this.#budget * 0.8);
    if (this.#budget < LEAN) this.#isLean = true;
    if (interval < FAST) this.#budget = Math.min(SLICE, this.#budget * 1.1);
  }

  #begin(): void {
    this.#beginning = 0;
    this.#adapt();
    this.#drawn = 0;
    this.#slice(true);
    this.#events.onFrame(this.#moving && this.#isLean);
    if (this.#moving) this.#timer = setTimeout(() => this.#goOn(), REST);
    else this.#slicing = requestAnimationFrame(() => this.#goOn());
  }

  #goOn(): void {
    if (this.#cloud.moving) return;
    if (this.#drawn >= this.points) {
      this.#finish();
      return;
    }
    this.#slice(false);
    this.#slicing = requestAnimationFrame(() => this.#goOn());
  }

  #slice(clear: boolean): void {
    const most = clear && this.#moving ? Math.round(this.#budget) : SLICE;
    const count = Math.min(most, this.points - this.#drawn);
    const { zoom } = this.#camera.pose;
    this.#renderer.draw(this.#cloud, {
      matrix: this.#camera.matrix(),
      size: pointSize(this.#cloud.count, zoom, this.manyShapes),
      ground: this.ground,
      start: this.#drawn,
      count,
      clear,
    });
    this.#drawn += count;
  }

  #finish(): void {
    this.#isLean = this.#budget < LEAN;
    if (this.#isFirst) performance.mark(FIRST_FULL_DRAW);
    this.#isFirst = false;
    performance.clearMarks(FULL_DRAW);
    performance.mark(FULL_DRAW);
    this.#events.onRest();
  }

  #fallBack(): PointRenderer {
    const renderer = CanvasPoints.create(document.createElement("canvas"));
    if (!renderer) throw new Error("This browser gives neither WebGL nor a 2-D canvas: no map.");
    return renderer;
  }

  #swap(renderer: PointRenderer): void {
    this.#renderer.canvas.replaceWith(renderer.canvas);
    this.#renderer = renderer;
    this.announce();
    this.resize();
  }

  // three.js prevents the default, so that the browser gives the context back when it can.
  #onLost(): void {
    this.#swap(this.#fallBack());
  }

  #onRestored(): void {
    if (!this.#webgl) return;
    this.#renderer.dispose();
    this.#swap(this.#webgl);
  }
}

function format(count: number): string {
  return count.toLocaleString("en");
}

// Where the encoder might have put a sample: its posterior of two standard deviations, an ellipse on a
// flat PCA map, exactly. Of the selected samples, else of the chosen one, else of the nearest.

import type { Cleanup } from "../../emitter.ts";
import type { Spread } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import type { Camera } from "./camera.ts";
import type { Layout } from "./layout.ts";
import { svg } from "./svg.ts";

/** Of a normal cloud in two axes 86 % lie within so many standard deviations. */
const DEVIATIONS = 2;
const MOST = 40;
const REST = 200;

export class Posteriors {
  readonly element = svg("svg", { class: "lw-map-posteriors", "aria-hidden": "true" });
  readonly #store: SpaceStore;
  readonly #onChange: () => void;
  readonly #onTrouble: (text: string | null) => void;
  readonly #cleanups: Cleanup[];
  #wanted = false;
  #spread: Spread | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #key = "";

  constructor(store: SpaceStore, onChange: () => void, onTrouble: (text: string | null) => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#onTrouble = onTrouble;
    const refresh = () => this.#refresh();
    this.#cleanups = [
      store.on("selection", refresh),
      store.on("chosen", refresh),
      store.on("about", refresh),
      store.on("projection", refresh),
    ];
  }

  turn(on: boolean): void {
    this.#wanted = on;
    this.#key = "";
    if (on) this.#refresh();
    else {
      this.#asking?.abort();
      this.#show(null);
      this.#onTrouble(null);
    }
  }

  /** Draws them where they are; nothing where the map is no flat one. */
  place(camera: Camera, layout: Layout | null): void {
    if (!this.#spread && !this.element.hasChildNodes()) return;
    const { points, covariances } = this.#spread ?? { points: [], covariances: [] };
    const ellipses: SVGElement[] = [];
    for (let i = 0; layout?.dims === 2 && i < points.length / 2; i++) {
      const at = [points[2 * i] as number, points[2 * i + 1] as number] as const;
      const pixel = (x: number, y: number) => camera.project(layout.toWorld([x, y]));
      const [cx, cy] = pixel(...at);
      const [ax, ay] = pixel(at[0] + 1, at[1]);
      const [bx, by] = pixel(at[0], at[1] + 1);
      const { radii, turn } = axesOf(
        onScreen(covariances.slice(3 * i, 3 * i + 3), [ax - cx, ay - cy], [bx - cx, by - cy]),
      );
      const [rx, ry] = radii.map((radius) => DEVIATIONS * radius) as [number, number];
      ellipses.push(svg("ellipse", { cx, cy, rx, ry, transform: `rotate(${turn} ${cx} ${cy})` }));
    }
    this.element.replaceChildren(...ellipses);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    for (const cleanup of this.#cleanups) cleanup();
  }

  get #indices(): Uint32Array {
    const { about, chosen, selection } = this.#store;
    if (selection.length) return selection.slice(0, MOST);
    const index = chosen?.index ?? about?.nearest.index;
    return index === undefined ? new Uint32Array(0) : Uint32Array.of(index);
  }

  #refresh(): void {
    if (!this.#wanted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), REST);
  }

  async #ask(): Promise<void> {
    const indices = this.#indices;
    const { key: projection } = this.#store.projection;
    const key = `${projection} ${indices.join()}`;
    if (!indices.length || key === this.#key) return;
    this.#key = key;
    this.#asking?.abort();
    const abort = new AbortController();
    this.#asking = abort;
    try {
      const { signal } = abort;
      const spread = await this.#store.request("spread", { indices, projection }, { signal });
      if (signal.aborted) return;
      this.#show(spread);
      this.#onTrouble(null);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#show(null);
      this.#onTrouble(`No posteriors: ${(error as Error).message}`);
    }
  }

  #show(spread: Spread | null): void {
    this.#spread = spread;
    this.#onChange();
  }
}

type Covariance = readonly [xx: number, xy: number, yy: number];
type Step = readonly [x: number, y: number];

/** A covariance in pixels, where a unit along the map's axes is `a` and `b` on the screen. */
export function onScreen(found: ArrayLike<number>, a: Step, b: Step): Covariance {
  const [xx, xy, yy] = [0, 1, 2].map((i) => found[i] as number) as [number, number, number];
  const of = (i: 0 | 1, j: 0 | 1) =>
    xx * a[i] * a[j] + xy * (a[i] * b[j] + b[i] * a[j]) + yy * b[i] * b[j];
  return [of(0, 0), of(0, 1), of(1, 1)];
}

/** The standard deviations along an ellipse's axes, and the angle of the first in degrees. */
export function axesOf([xx, xy, yy]: Covariance): { radii: number[]; turn: number } {
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  const radii = [middle + apart, Math.max(0, middle - apart)].map(Math.sqrt);
  return { radii, turn: (90 / Math.PI) * Math.atan2(2 * xy, xx - yy) };
}

// What tools draw over the map: paths, points and clouds of codes, with their places on the map shown.

import { planeGeometry } from "./geometry/plane.ts";
import type { MapProjection, Payload, Requests } from "./protocol.ts";

export type OverlayKind = "path" | "points" | "spread";

/** Flat `codes`, one after another; of a path in order, with the anchors among them labelled. */
export interface OverlaySpec {
  kind: OverlayKind;
  codes: Float32Array;
  /** One for each code; an empty one is not shown. */
  labels?: readonly string[];
  /** Of points: the colour of one of two groups. */
  tone?: "a" | "b";
  /** Of a path: how far along it a mark stands, in codes from the first. */
  at?: number;
}

export interface Overlay extends OverlaySpec {
  /** Places on a map of so many axes, one after another; null until they are known. */
  points: Float32Array | null;
  dims: number;
}

interface OverlayEvents {
  projection(): MapProjection;
  request(payload: Payload): Promise<Requests["locate"]>;
  onChange(): void;
  onFailure(error: Error): void;
}

export class Overlays {
  readonly #events: OverlayEvents;
  readonly #size: number;
  readonly #all = new Map<string, Overlay>();

  constructor(latentSize: number, events: OverlayEvents) {
    this.#size = latentSize;
    this.#events = events;
  }

  /** In the order in which they were first set: the last lies on top. */
  get all(): readonly Overlay[] {
    return [...this.#all.values()];
  }

  set(id: string, spec: OverlaySpec | null): void {
    if (spec === null) {
      if (this.#all.delete(id)) this.#events.onChange();
      return;
    }
    const codes = spec.codes.slice();
    const { dims } = this.#events.projection();
    const before = this.#all.get(id);
    // Drawn anew at each move of a hand it must not blink: what is as long stays until the answer.
    const stays = before?.codes.length === codes.length && before.dims === dims;
    this.#all.set(id, { ...spec, codes, dims, points: stays ? before.points : null });
    this.#place(id);
    this.#events.onChange();
  }

  /** Moves the mark along a path; nothing is asked of the kernel. */
  setAt(id: string, at: number): void {
    const overlay = this.#all.get(id);
    if (!overlay || overlay.at === at) return;
    this.#all.set(id, { ...overlay, at });
    this.#events.onChange();
  }

  /** Another map is shown. */
  relocate(): void {
    const { dims } = this.#events.projection();
    for (const [id, overlay] of this.#all) {
      this.#all.set(id, { ...overlay, dims, points: null });
      this.#place(id);
    }
    if (this.#all.size) this.#events.onChange();
  }

  /** Places of flat `codes` on the map shown, `dims` numbers a code. */
  async locate(codes: Float32Array): Promise<Float32Array> {
    return this.#locateHere(codes) ?? (await this.#ask(codes));
  }

  async #ask(codes: Float32Array): Promise<Float32Array> {
    const { key } = this.#events.projection();
    return (await this.#events.request({ codes, projection: key })).points;
  }

  /** On a plane the page finds the places itself; null on other maps. */
  #locateHere(codes: Float32Array): Float32Array | null {
    const { plane, dims } = this.#events.projection();
    if (!plane) return null;
    const { locate } = planeGeometry(plane.center, plane.components, dims);
    const n = codes.length / this.#size;
    const points = new Float32Array(n * dims);
    for (let i = 0; i < n; i++) {
      points.set(locate(codes.subarray(i * this.#size, (i + 1) * this.#size)), i * dims);
    }
    return points;
  }

  #place(id: string): void {
    const overlay = this.#all.get(id);
    if (!overlay) return;
    const here = this.#locateHere(overlay.codes);
    if (here) {
      this.#all.set(id, { ...overlay, points: here });
      return;
    }
    const { codes } = overlay;
    const { key } = this.#events.projection();
    this.#ask(codes).then(
      (points) => {
        const now = this.#all.get(id);
        if (now?.codes !== codes || this.#events.projection().key !== key) return;
        this.#all.set(id, { ...now, points });
        this.#events.onChange();
      },
      (error: Error) => {
        if (this.#all.get(id)?.codes === codes) this.#events.onFailure(error);
      },
    );
  }
}

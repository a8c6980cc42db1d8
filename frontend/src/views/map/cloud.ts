// The points as data: where they are, on the way to where, how marked, which shown, in what order.

import type { Camera } from "./camera.ts";
import { Layout } from "./layout.ts";

/** A seeded permutation of 0..n-1: any stretch of it is a fair sample of the points. */
function permutation(n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 0x2545f491;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 4294967296) * (i + 1));
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}

/** A field is replaced, never changed in place: a renderer sees by identity what to upload. */
export class PointCloud {
  layout = new Layout(new Float32Array(0), 2);
  /** (n, 3) positions that the points come from; equal to the layout's at rest. */
  from: Float32Array = this.layout.positions;
  /** How far the points are on their way, 0..1. */
  blend = 1;
  /** (n, 4) bytes; see `markPoints`. */
  marks: Uint8Array = new Uint8Array(0);
  /** The points shown, shuffled. */
  order: Uint32Array = new Uint32Array(0);
  /** (n,) whether a point is shown. */
  shown: Uint8Array = new Uint8Array(0);
  hasSelection = false;
  #shuffled: Uint32Array = new Uint32Array(0);

  get count(): number {
    return this.layout.count;
  }

  get moving(): boolean {
    return this.blend < 1;
  }

  /** Takes the points to `layout`: at once, or from where they are now as `blend` grows. */
  setLayout(layout: Layout, animated: boolean): void {
    const start = animated && layout.count === this.count ? this.#positionsNow() : null;
    this.layout = layout;
    this.from = start ?? layout.positions;
    this.blend = start ? 0 : 1;
    if (this.#shuffled.length !== layout.count) {
      this.#shuffled = permutation(layout.count);
      this.show(() => true);
    }
  }

  /** Shows the points for which `keep` holds, less those that have no place. */
  show(keep: (index: number) => boolean): void {
    const shown = new Uint8Array(this.count);
    for (let i = 0; i < shown.length; i++) {
      shown[i] = keep(i) && this.layout.isFinite(i) ? 1 : 0;
    }
    this.shown = shown;
    this.order = this.#shuffled.filter((i) => shown[i] === 1);
  }

  #positionsNow(): Float32Array {
    if (!this.moving) return this.layout.positions;
    const { from, blend } = this;
    return this.layout.positions.map((to, i) => {
      const start = from[i] as number;
      return start + (to - start) * blend;
    });
  }
}

/** Calls `visit` with each shown point that lies in the view, until it answers `false`. */
export function visitVisible(
  cloud: PointCloud,
  camera: Camera,
  visit: (index: number, x: number, y: number, towards: number) => boolean | undefined,
): void {
  const { positions } = cloud.layout;
  const { order } = cloud;
  // Sixteen plain numbers: this loop runs over all points at each move of the pointer.
  const [ax = 0, ay = 0, , aw = 0, bx = 0, by = 0, , bw = 0, ...rest] = camera.matrix();
  const [cx = 0, cy = 0, , cw = 0, dx = 0, dy = 0, , dw = 0] = rest;
  const [halfWidth, halfHeight] = [camera.width / 2, camera.height / 2];
  for (let k = 0; k < order.length; k++) {
    const i = order[k] as number;
    const x = positions[3 * i] as number;
    const y = positions[3 * i + 1] as number;
    const z = positions[3 * i + 2] as number;
    const w = aw * x + bw * y + cw * z + dw;
    const column = (ax * x + bx * y + cx * z + dx) / w;
    const row = (ay * x + by * y + cy * z + dy) / w;
    if (column < -1 || column > 1 || row < -1 || row > 1) continue;
    if (visit(i, (1 + column) * halfWidth, (1 - row) * halfHeight, -w) === false) return;
  }
}

// What draws the points: WebGL, or Canvas 2-D where there is none.

import type { PointCloud } from "./cloud.ts";
import type { Rgb } from "./palette.ts";

export interface Pass {
  /** World to clip space, column-major. */
  matrix: Float32Array;
  /** Diameter of a point, in CSS pixels. */
  size: number;
  /** What unselected points fade towards while there is a selection. */
  ground: Rgb;
  /** Points `start` to `start + count` of the cloud's order. */
  start: number;
  count: number;
  /** Whether the picture begins anew; else the points are added to it. */
  clear: boolean;
}

export interface PointRenderer {
  readonly canvas: HTMLCanvasElement;
  /** How many points it draws at most. */
  readonly limit: number;
  resize(width: number, height: number): void;
  draw(cloud: PointCloud, pass: Pass): void;
  dispose(): void;
}

/** Diameter in CSS pixels: smaller where points are many, larger as one comes near. */
export function pointSize(count: number, zoom: number, manyShapes: boolean): number {
  const crowd = 7 - 1.9 * Math.log10(Math.max(1, count) / 500);
  const base = Math.min(8, Math.max(2.2, crowd));
  const near = Math.min(2.5, Math.max(1, zoom ** 0.3));
  // A shape needs pixels to be told; where there is no room for them, colour must do.
  return base * near * (manyShapes && base > 3 ? 1.15 : 1);
}

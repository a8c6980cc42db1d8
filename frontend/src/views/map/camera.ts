// Where the map is looked at from, flat or in space, as one small model: turn about `target`, scale
// by `zoom`, divide by depth. Flat is no turn and no depth, so the way from 2-D to 3-D can be animated.

export type Vector = [number, number, number];

const MIN_ZOOM = 0.2;
const MAX_ZOOM = 2000;
export const DEPTH = 0.2;
// Keeps every depth, whatever the turn and the target, within the clip range.
const CLIP = 0.08;

/** Pixels of the view's edges that controls cover. */
export interface Insets {
  top: number;
  bottom: number;
  side: number;
}

/** What can be animated and put back. */
export interface Pose {
  target: Vector;
  zoom: number;
  yaw: number;
  pitch: number;
  depth: number;
}

export const FLAT: Pose = { target: [0, 0, 0], zoom: 1, yaw: 0, pitch: 0, depth: 0 };
export const TURNED: Pose = { target: [0, 0, 0], zoom: 1, yaw: 0.6, pitch: 0.35, depth: DEPTH };

export class Camera {
  pose: Pose = { ...FLAT };
  #width = 1;
  #height = 1;
  #insets: Insets = { top: 0, bottom: 0, side: 0 };
  /** Half the width and height of the data, in world units. */
  #extent: readonly [number, number] = [1, 1];

  resize(width: number, height: number, insets: Insets): void {
    this.#width = Math.max(1, width);
    this.#height = Math.max(1, height);
    this.#insets = insets;
  }

  setExtent(extent: readonly [number, number]): void {
    this.#extent = extent;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Pixels to a world unit at the target. */
  get scale(): number {
    const { top, bottom, side } = this.#insets;
    const room = [this.#width - 2 * side, this.#height - top - bottom] as const;
    const unit = Math.min(
      Math.max(room[0], 40) / (2 * this.#extent[0]),
      Math.max(room[1], 40) / (2 * this.#extent[1]),
    );
    return unit * this.pose.zoom;
  }

  /** The pixel under which the target lies. */
  get centre(): [number, number] {
    const { top, bottom } = this.#insets;
    return [this.#width / 2, (this.#height + top - bottom) / 2];
  }

  /** Rows: the world directions of the screen's right, up and towards the viewer. */
  get #axes(): [Vector, Vector, Vector] {
    const [cy, sy] = [Math.cos(this.pose.yaw), Math.sin(this.pose.yaw)];
    const [cp, sp] = [Math.cos(this.pose.pitch), Math.sin(this.pose.pitch)];
    return [
      [cy, 0, -sy],
      [-sp * sy, cp, -sp * cy],
      [cp * sy, sp, cp * cy],
    ];
  }

  /** World to clip space, column-major. */
  matrix(): Float32Array {
    const { target, depth } = this.pose;
    const [right, up, towards] = this.#axes;
    const [cx, cy] = this.centre;
    const [ax, ay] = [(2 * this.scale) / this.#width, (2 * this.scale) / this.#height];
    const [ex, ey] = [(2 * cx) / this.#width - 1, 1 - (2 * cy) / this.#height];
    const row = (axis: Vector, factor: number) => [
      ...axis.map((x) => factor * x),
      -factor * dot(axis, target),
    ];
    const w = row(towards, -depth);
    w[3] = (w[3] ?? 0) + 1;
    const plus = (a: number[], b: number[], f: number) => a.map((x, i) => x + f * (b[i] ?? 0));
    const rows = [plus(row(right, ax), w, ex), plus(row(up, ay), w, ey), row(towards, -CLIP), w];
    return Float32Array.from({ length: 16 }, (_, i) => rows[i % 4]?.[Math.floor(i / 4)] ?? 0);
  }

  /** A world point's pixel, and how far it lies towards the viewer. */
  project(point: Vector): Vector {
    const { target, depth } = this.pose;
    const axes = this.#axes;
    const offset: Vector = [point[0] - target[0], point[1] - target[1], point[2] - target[2]];
    const towards = dot(axes[2], offset);
    const factor = this.scale / (1 - depth * towards);
    const [cx, cy] = this.centre;
    return [cx + factor * dot(axes[0], offset), cy - factor * dot(axes[1], offset), towards];
  }

  /** The world point under a pixel, `towards` the viewer from the target's plane. */
  unproject(x: number, y: number, towards = 0): Vector {
    const { target, depth } = this.pose;
    const [right, up, front] = this.#axes;
    const [cx, cy] = this.centre;
    const factor = (1 - depth * towards) / this.scale;
    const [a, b] = [(x - cx) * factor, (cy - y) * factor];
    return [0, 1, 2].map(
      (i) =>
        (target[i] as number) +
        a * (right[i] as number) +
        b * (up[i] as number) +
        towards * (front[i] as number),
    ) as Vector;
  }

  pan(dx: number, dy: number): void {
    const [cx, cy] = this.centre;
    const from = this.unproject(cx, cy);
    const to = this.unproject(cx - dx, cy - dy);
    this.#shift(from, to);
  }

  /** Zooms about a pixel: what lies under it stays there. */
  zoomAt(x: number, y: number, factor: number): void {
    const before = this.unproject(x, y);
    const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, this.pose.zoom * factor));
    this.pose = { ...this.pose, zoom };
    this.#shift(this.unproject(x, y), before);
  }

  orbit(dx: number, dy: number): void {
    const pitch = this.pose.pitch + dy * 0.008;
    const yaw = this.pose.yaw + dx * 0.008;
    const limit = Math.PI / 2;
    this.pose = { ...this.pose, yaw, pitch: Math.min(limit, Math.max(-limit, pitch)) };
  }

  #shift(from: Vector, to: Vector): void {
    const target = this.pose.target.map((x, i) => {
      const moved = x + (to[i] as number) - (from[i] as number);
      return Math.min(1.5, Math.max(-1.5, moved));
    }) as Vector;
    this.pose = { ...this.pose, target };
  }
}

/** The pose `t` of the way from `a` to `b`; zoom goes by its logarithm. */
export function mixPoses(a: Pose, b: Pose, t: number): Pose {
  const mix = (x: number, y: number) => x + (y - x) * t;
  return {
    target: a.target.map((x, i) => mix(x, b.target[i] as number)) as Vector,
    zoom: Math.exp(mix(Math.log(a.zoom), Math.log(b.zoom))),
    yaw: mix(a.yaw, b.yaw),
    pitch: mix(a.pitch, b.pitch),
    depth: mix(a.depth, b.depth),
  };
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

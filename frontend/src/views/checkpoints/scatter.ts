// The map of one checkpoint on a canvas: real samples, the lattice, the points, the one that is followed.

import { h } from "../../dom.ts";
import type { Colouring } from "../../protocol.ts";
import type { Theme } from "../../theme.ts";
import { markPoints } from "../map/colours.ts";
import type { Shot } from "./film.ts";
import { drawTiles } from "./tiles.ts";

type Box = readonly [number, number, number, number];

const MARGIN = 14; // CSS pixels
const RADIUS = 2.6;
const SMALL = 1.6; // of real samples
const REACH = 14; // of a click

export interface Layers {
  points: boolean;
  lattice: boolean;
  /** Each checkpoint fills the view; else all stand on one scale. */
  each: boolean;
}

export class Scatter {
  readonly element = h("div", "lw-training-map", {
    tabindex: 0,
    role: "img",
    "aria-label": "Map of the checkpoint. N and Shift+N follow the next sample or the one before.",
  });
  readonly layers: Layers = { points: true, lattice: true, each: false };
  real: Float32Array | null = null;
  followed: number | null = null;
  readonly #canvas = h("canvas", "lw-training-canvas");
  readonly #observer = new ResizeObserver(() => this.draw());
  #from: Shot | null = null;
  #to: Shot | null = null;
  #t = 1;
  /** The frame of what is there at every checkpoint, or of the last one. */
  #rest: Box | null = null;
  #groups: Map<string, Group> = new Map();

  constructor() {
    this.element.append(this.#canvas);
    this.#observer.observe(this.element);
  }

  get n(): number {
    return (this.#to?.points.length ?? 0) / 2;
  }

  /** Shows the way from one checkpoint to the next, `t` from 0 to 1. */
  show(from: Shot | null, to: Shot | null, t: number): void {
    [this.#from, this.#to, this.#t] = [from, to, t];
    this.draw();
  }

  /** Takes the frame of the last checkpoint, and of the real samples. */
  setFrame(shots: readonly Shot[]): void {
    const last = shots.findLast(({ points }) => points.length > 0)?.points;
    const boxes = [last, this.real].map((points) => points && boxOf(points));
    this.#rest = union(boxes.filter((box) => box !== null && box !== undefined));
    this.draw();
  }

  /** Colours the points, and shows those for which `keep` holds. */
  setColours(
    n: number,
    colouring: Colouring | null,
    theme: Theme,
    keep: (index: number) => boolean,
  ): void {
    const marks = markPoints(n, colouring, theme, new Uint32Array(0));
    this.#groups = new Map();
    for (let i = 0; i < n; i++) {
      if (!keep(i)) continue;
      const colour = `rgb(${marks[4 * i]} ${marks[4 * i + 1]} ${marks[4 * i + 2]})`;
      const shape = marks[4 * i + 3] ?? 0;
      const key = `${colour} ${shape}`;
      const group = this.#groups.get(key) ?? { colour, shape, indices: [] };
      group.indices.push(i);
      this.#groups.set(key, group);
    }
    this.draw();
  }

  /** The point under a place of the page. */
  pick(clientX: number, clientY: number): number | null {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const place = this.#placer();
    if (!place || !this.#to) return null;
    let [best, found]: [number, number | null] = [REACH ** 2, null];
    for (let i = 0; i < this.n; i++) {
      const [x, y] = place(this.#to.points[2 * i] ?? 0, this.#to.points[2 * i + 1] ?? 0);
      const away = (x - clientX + left) ** 2 + (y - clientY + top) ** 2;
      if (away < best) [best, found] = [away, i];
    }
    return found;
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (this.#canvas.width !== Math.round(width * ratio)) this.#canvas.width = width * ratio;
    if (this.#canvas.height !== Math.round(height * ratio)) this.#canvas.height = height * ratio;
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const place = this.#placer();
    if (!place || !this.#to) return;
    const soft = getComputedStyle(this.element).color;
    this.#scaleBar(context, place, soft);
    if (this.real) this.#dots(context, place, this.real, { colour: soft, shape: 0, indices: null });
    if (this.layers.lattice) this.#drawLattice(context, place);
    if (!this.layers.points) return;
    const points = this.#pointsNow();
    for (const group of this.#groups.values()) this.#dots(context, place, points, group);
    this.#ring(context, place, points);
  }

  #dots(
    context: CanvasRenderingContext2D,
    place: Place,
    points: Float32Array,
    { colour, shape, indices }: { colour: string; shape: number; indices: number[] | null },
  ): void {
    context.fillStyle = colour;
    context.globalAlpha = indices ? 0.9 : 0.35;
    context.beginPath();
    const count = indices ? indices.length : points.length / 2;
    for (let k = 0; k < count; k++) {
      const i = indices ? (indices[k] as number) : k;
      if (2 * i + 1 >= points.length) continue;
      const [x, y] = place(points[2 * i] ?? 0, points[2 * i + 1] ?? 0);
      addMark(context, shape, x, y, indices ? RADIUS : SMALL);
    }
    context.fill();
    context.globalAlpha = 1;
  }

  #drawLattice(context: CanvasRenderingContext2D, place: Place): void {
    const shot = this.#t < 0.5 && this.#from?.lattice ? this.#from : this.#to;
    if (!shot?.box || !shot.lattice?.image) return;
    const [left, bottom, right, top] = shot.box;
    const [x0, y0] = place(left, top);
    const [x1, y1] = place(right, bottom);
    context.globalAlpha = this.layers.points ? 0.55 : 1;
    drawTiles(context, shot.lattice, [x0, y0, x1 - x0, y1 - y0], 0.08);
    context.globalAlpha = 1;
  }

  #ring(context: CanvasRenderingContext2D, place: Place, points: Float32Array): void {
    const i = this.followed;
    if (i === null || 2 * i + 1 >= points.length) return;
    const [x, y] = place(points[2 * i] ?? 0, points[2 * i + 1] ?? 0);
    for (const [colour, width] of [
      ["#fff", 4],
      ["#000", 2],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  #pointsNow(): Float32Array {
    const to = this.#to?.points ?? new Float32Array(0);
    const from = this.#from?.points;
    if (!from || from.length !== to.length || this.#t >= 1) return to;
    return to.map((value, i) => (from[i] ?? 0) + (value - (from[i] ?? 0)) * this.#t);
  }

  /** From the map's coordinates to pixels, or null where there is nothing to place. */
  #placer(): Place | null {
    const box = this.#boxNow();
    if (!box) return null;
    const { clientWidth: width, clientHeight: height } = this.element;
    const [left, bottom, right, top] = box;
    const unit = Math.min(
      (width - 2 * MARGIN) / (right - left || 1),
      (height - 2 * MARGIN) / (top - bottom || 1),
    );
    const [x, y] = [(left + right) / 2, (bottom + top) / 2];
    return (a, b) => [width / 2 + (a - x) * unit, height / 2 - (b - y) * unit];
  }

  /** The last checkpoint's frame, and more where this one is wider; or this one's own. */
  #boxNow(): Box | null {
    const frames = [this.#from, this.#to].map((shot) => {
      const own = shot && boxOf(shot.points);
      if (!own) return this.#rest;
      return this.layers.each || !this.#rest ? own : union([own, this.#rest]);
    });
    const [from, to] = frames;
    if (!from || !to || !this.#from) return to ?? null;
    return to.map((value, i) => (from[i] ?? 0) + (value - (from[i] ?? 0)) * this.#t) as never;
  }

  /** How long a length of the codes is: what grows is seen to, though the frame follows it. */
  #scaleBar(context: CanvasRenderingContext2D, place: Place, colour: string): void {
    const unit = place(1, 0)[0] - place(0, 0)[0];
    const wish = 90 / unit;
    const power = 10 ** Math.floor(Math.log10(wish));
    const length = ([5, 2, 1].find((step) => step * power <= wish) ?? 1) * power;
    const [x, y] = [MARGIN, this.element.clientHeight - MARGIN];
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, y - 4);
    context.lineTo(x, y);
    context.lineTo(x + length * unit, y);
    context.lineTo(x + length * unit, y - 4);
    context.stroke();
    context.font = "11px system-ui, sans-serif";
    context.fillText(String(Number(length.toPrecision(2))), x + 4, y - 5);
  }
}

interface Group {
  colour: string;
  shape: number;
  indices: number[];
}

/** Adds a mark of the legend to the path: circle, square, triangle, diamond, cross. */
function addMark(
  context: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  r: number,
): void {
  const corners = CORNERS[shape];
  if (!corners) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([a, b], i) => {
    if (i === 0) context.moveTo(x + a * r, y + b * r);
    else context.lineTo(x + a * r, y + b * r);
  });
  context.closePath();
}

const CORNERS: Record<number, readonly (readonly [number, number])[]> = {
  1: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  2: [
    [0, -1.2],
    [1.2, 0.9],
    [-1.2, 0.9],
  ],
  3: [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  4: [
    ...([
      [-0.45, -1.3],
      [0.45, -1.3],
      [0.45, -0.45],
      [1.3, -0.45],
    ] as const),
    ...([
      [1.3, 0.45],
      [0.45, 0.45],
      [0.45, 1.3],
      [-0.45, 1.3],
    ] as const),
    ...([
      [-0.45, 0.45],
      [-1.3, 0.45],
      [-1.3, -0.45],
      [-0.45, -0.45],
    ] as const),
  ],
};

type Place = (x: number, y: number) => readonly [number, number];

/** The box that all but the furthest hundredth of the points lie in. */
export function boxOf(points: Float32Array): Box | null {
  const [x, y] = [0, 1].map((d) =>
    points.filter((value, i) => i % 2 === d && Number.isFinite(value)).sort(),
  );
  if (!x?.length || !y?.length) return null;
  const at = (values: Float32Array, share: number) =>
    values[Math.round(share * (values.length - 1))] ?? 0;
  return [at(x, 0.005), at(y, 0.005), at(x, 0.995), at(y, 0.995)];
}

function union(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const side = (i: number) => boxes.map((box) => box[i] as number);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}

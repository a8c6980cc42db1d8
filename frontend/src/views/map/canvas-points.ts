// The points without WebGL: squares written into the pixels of a 2-D canvas, a sample where there are
// many. Shapes are missing here; colours, filters, depth and selection are not.

import type { PointCloud } from "./cloud.ts";
import { SELECTED } from "./colours.ts";
import type { Pass, PointRenderer } from "./renderer.ts";

export class CanvasPoints implements PointRenderer {
  readonly canvas: HTMLCanvasElement;
  readonly limit = 20_000;
  readonly #context: CanvasRenderingContext2D;
  #image: ImageData | null = null;
  #depth = new Float32Array(0);

  static create(canvas: HTMLCanvasElement): CanvasPoints | null {
    const context = canvas.getContext("2d");
    return context && new CanvasPoints(canvas, context);
  }

  private constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.canvas = canvas;
    this.#context = context;
  }

  resize(width: number, height: number): void {
    this.canvas.width = Math.max(1, Math.round(width));
    this.canvas.height = Math.max(1, Math.round(height));
    this.#image = this.#context.createImageData(this.canvas.width, this.canvas.height);
    this.#depth = new Float32Array(this.canvas.width * this.canvas.height);
  }

  draw(cloud: PointCloud, pass: Pass): void {
    if (!this.#image) return;
    const pixels = new Uint32Array(this.#image.data.buffer);
    if (pass.clear) {
      pixels.fill(0);
      this.#depth.fill(Number.POSITIVE_INFINITY);
    }
    const m = pass.matrix;
    const to = cloud.layout.positions;
    const at = (row: number, x: number, y: number, z: number) =>
      (m[row] as number) * x +
      (m[row + 4] as number) * y +
      (m[row + 8] as number) * z +
      (m[row + 12] as number);
    const end = Math.min(pass.start + pass.count, cloud.order.length, this.limit);
    for (let k = pass.start; k < end; k++) {
      const i = cloud.order[k] as number;
      const mixed = (d: number) => {
        const from = cloud.from[3 * i + d] as number;
        return from + ((to[3 * i + d] as number) - from) * cloud.blend;
      };
      const [x, y, z] = [mixed(0), mixed(1), mixed(2)];
      const w = at(3, x, y, z);
      const code = cloud.marks[4 * i + 3] ?? 0;
      const selected = (code & SELECTED) !== 0;
      const depth = at(2, x, y, z) / w - (selected ? 4 : 0);
      const fade = cloud.hasSelection && !selected ? 0.78 : 0;
      const colour = this.#colourOf(cloud, i, pass, fade);
      const size = Math.max(1, Math.round((pass.size * (selected ? 1.3 : 0.9)) / w));
      const column = (0.5 + at(0, x, y, z) / w / 2) * this.canvas.width;
      const row = (0.5 - at(1, x, y, z) / w / 2) * this.canvas.height;
      this.#square(pixels, Math.round(column), Math.round(row), size, colour, depth);
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  dispose(): void {
    this.#image = null;
  }

  /** The pixel's 32 bits, little-endian RGBA. */
  #colourOf(cloud: PointCloud, i: number, pass: Pass, fade: number): number {
    const channel = (c: number) =>
      (cloud.marks[4 * i + c] ?? 0) * (1 - fade) + (pass.ground[c] ?? 0) * fade;
    return ((255 << 24) | (channel(2) << 16) | (channel(1) << 8) | channel(0)) >>> 0;
  }

  #square(
    pixels: Uint32Array,
    column: number,
    row: number,
    size: number,
    colour: number,
    depth: number,
  ): void {
    const { width, height } = this.canvas;
    const half = size >> 1;
    const [left, right] = [Math.max(0, column - half), Math.min(width, column - half + size)];
    const [top, bottom] = [Math.max(0, row - half), Math.min(height, row - half + size)];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        if (depth > (this.#depth[at] as number)) continue;
        this.#depth[at] = depth;
        pixels[at] = colour;
      }
    }
  }
}

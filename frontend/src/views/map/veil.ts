// The honest map: light ground where there are data, a veil where the model only guesses. Computed
// once for a layout, then moved by the compositor as a picture.

import type { Camera } from "./camera.ts";
import type { Layout } from "./layout.ts";
import type { Rgb } from "./palette.ts";

const CELLS = 144;
const MARGIN = 0.35;

/** Three box blurs along one axis are close to a Gaussian. */
function blur(grid: Float32Array, width: number, height: number, radius: number): Float32Array {
  let source = grid;
  for (let pass = 0; pass < 6; pass++) {
    const alongRows = pass % 2 === 0;
    const [length, lines] = alongRows ? [width, height] : [height, width];
    const [step, stride] = alongRows ? [1, width] : [width, 1];
    const target = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      for (let i = -radius; i < length; i++) {
        if (i + radius < length) sum += source[line * stride + (i + radius) * step] as number;
        if (i - radius > 0) sum -= source[line * stride + (i - radius - 1) * step] as number;
        if (i >= 0) target[line * stride + i * step] = sum / (2 * radius + 1);
      }
    }
    source = target;
  }
  return source;
}

export class Veil {
  readonly canvas = document.createElement("canvas");
  #half: readonly [number, number] = [1, 1];

  constructor() {
    this.canvas.className = "lw-map-veil";
    this.canvas.hidden = true;
  }

  /** Lays the ground `colour` under the points of a flat layout. */
  compute(layout: Layout, colour: Rgb): void {
    this.canvas.hidden = layout.dims === 3 || layout.count === 0;
    if (this.canvas.hidden) return;
    const [halfWidth, halfHeight] = [layout.extent[0] + MARGIN, layout.extent[1] + MARGIN];
    this.#half = [halfWidth, halfHeight];
    const cell = (2 * Math.max(halfWidth, halfHeight)) / CELLS;
    const width = Math.ceil((2 * halfWidth) / cell);
    const height = Math.ceil((2 * halfHeight) / cell);
    const grid = new Float32Array(width * height);
    for (let i = 0; i < layout.count; i++) {
      const [x, y] = layout.at(i);
      const column = Math.floor((x + halfWidth) / cell);
      const row = Math.floor((halfHeight - y) / cell);
      if (column >= 0 && column < width && row >= 0 && row < height) {
        grid[row * width + column] = (grid[row * width + column] as number) + 1;
      }
    }
    // The more data, the closer they lie, and the finer what counts as near.
    const radius = Math.max(1, Math.round(0.07 * CELLS * layout.count ** (-1 / 6)));
    const density = blur(grid, width, height, radius);
    const lone = 1 / (2 * radius + 1) ** 2 / 2;
    this.canvas.width = width;
    this.canvas.height = height;
    const image = new ImageData(width, height);
    density.forEach((value, i) => {
      const t = Math.min(1, Math.max(0, (value / lone - 0.12) / 0.9));
      image.data.set([...colour, 255 * t * t * (3 - 2 * t)], 4 * i);
    });
    this.canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  get isOn(): boolean {
    return !this.canvas.hidden;
  }

  hide(): void {
    this.canvas.hidden = true;
  }

  /** Takes the veil out of the picture for a while; a software renderer pays for each pixel of it. */
  lift(on: boolean): void {
    this.canvas.style.visibility = on ? "hidden" : "";
  }

  place(camera: Camera): void {
    if (this.canvas.hidden) return;
    const [left, top] = camera.project([-this.#half[0], this.#half[1], 0]);
    const [right, bottom] = camera.project([this.#half[0], -this.#half[1], 0]);
    const x = (right - left) / this.canvas.width;
    const y = (bottom - top) / this.canvas.height;
    this.canvas.style.transform = `matrix(${x}, 0, 0, ${y}, ${left}, ${top})`;
  }
}

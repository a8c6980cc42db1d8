// A picture that lies on the map's ground, and moves with the camera as a picture.

import type { Camera, Vector } from "./camera.ts";

/** Corners in world units. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Sheet {
  readonly canvas = document.createElement("canvas");
  #rect: Rect | null = null;

  constructor(className: string) {
    this.canvas.className = className;
    this.canvas.hidden = true;
  }

  get isOn(): boolean {
    return !this.canvas.hidden;
  }

  /** Lays what is drawn on the canvas over `rect`. */
  lay(rect: Rect): void {
    this.#rect = rect;
    this.canvas.hidden = false;
  }

  hide(): void {
    this.canvas.hidden = true;
  }

  /** Takes it out of the picture for a while; a software renderer pays for each pixel of it. */
  lift(on: boolean): void {
    this.canvas.style.visibility = on ? "hidden" : "";
  }

  place(camera: Camera): void {
    if (this.canvas.hidden || !this.#rect) return;
    const { left, top, right, bottom } = this.#rect;
    const [x0, y0] = camera.project([left, top, 0] as Vector);
    const [x1, y1] = camera.project([right, bottom, 0] as Vector);
    const [x, y] = [(x1 - x0) / this.canvas.width, (y1 - y0) / this.canvas.height];
    this.canvas.style.transform = `matrix(${x}, 0, 0, ${y}, ${x0}, ${y0})`;
  }
}

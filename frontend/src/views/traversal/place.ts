// A field as a heat map on which one points, by pointer or with the arrow keys.

import { h } from "../../dom.ts";
import type { Theme } from "../../theme.ts";
import { viridis } from "../map/palette.ts";
import type { Field } from "./fields.ts";

const WIDTH = 180;
const LEAST_HEIGHT = 36;

export interface PlaceMap {
  element: HTMLCanvasElement;
  show(field: Field, label: string, theme: Theme): void;
  mark(row: number, column: number): void;
}

export function createPlaceMap(onPoint: (row: number, column: number) => void): PlaceMap {
  const canvas = h("canvas", "lw-trav-field", { tabindex: 0, role: "application" });
  let shown: { field: Field; theme: Theme } | null = null;
  let at: [number, number] | null = null;

  const paint = () => {
    if (!shown) return;
    const { field, theme } = shown;
    const { rows, columns, values } = field;
    const height = Math.max(LEAST_HEIGHT, Math.min(2 * WIDTH, (WIDTH * rows) / columns));
    canvas.width = 2 * WIDTH;
    canvas.height = Math.round(2 * height);
    const small = new OffscreenCanvas(columns, rows);
    const image = new ImageData(columns, rows);
    const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
    for (const [i, value] of values.entries()) {
      image.data.set([...viridis(value / most, theme), 255], 4 * i);
    }
    small.getContext("2d")?.putImageData(image, 0, 0);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    if (!at) return;
    const [x, y] = [canvas.width / columns, canvas.height / rows];
    const [width, tall] = [Math.max(10, x), Math.max(10, y)];
    const [left, top] = [(at[1] + 0.5) * x - width / 2, (at[0] + 0.5) * y - tall / 2];
    for (const [colour, line] of [
      ["#000", 6],
      ["#fff", 3],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(left, top, width, tall);
    }
  };

  const point = (row: number, column: number) => {
    if (!shown) return;
    const { rows, columns } = shown.field;
    onPoint(clamp(row, rows), clamp(column, columns));
  };
  canvas.addEventListener("click", (event) => {
    if (!shown) return;
    const box = canvas.getBoundingClientRect();
    point(
      Math.floor(((event.clientY - box.top) / box.height) * shown.field.rows),
      Math.floor(((event.clientX - box.left) / box.width) * shown.field.columns),
    );
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ];
    if (!step || !shown) return;
    event.preventDefault();
    const [row, column] = at ?? [shown.field.rows >> 1, shown.field.columns >> 1];
    point(row + (step[0] ?? 0), column + (step[1] ?? 0));
  });
  return {
    element: canvas,
    show(field, label, theme) {
      shown = { field, theme };
      canvas.setAttribute("aria-label", label);
      paint();
    },
    mark(row, column) {
      at = [row, column];
      paint();
    },
  };
}

function clamp(value: number, n: number): number {
  return Math.min(n - 1, Math.max(0, value));
}

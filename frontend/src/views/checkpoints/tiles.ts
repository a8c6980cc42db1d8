// The tiles of a sheet with a little room between them, so that each is seen as one.

import type { Tiles } from "./film.ts";

/** Under what is transparent, so that a line or a tune ends with its tile; in either theme. */
const GROUND = "rgb(128 128 128 / 12%)";

/** Draws a sheet into a rectangle; `gap` is the share of a tile that stays free. */
export function drawTiles(
  context: CanvasRenderingContext2D,
  { image, columns, n }: Tiles,
  [left, top, width, height]: readonly [number, number, number, number],
  gap: number,
): void {
  if (!image) return;
  const rows = Math.ceil(n / columns);
  const [from, to] = [
    [image.width / columns, image.height / rows],
    [width / columns, height / rows],
  ] as const;
  context.imageSmoothingEnabled = to[0] < from[0];
  for (let i = 0; i < n; i++) {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const place = [
      left + (column + gap / 2) * to[0],
      top + (row + gap / 2) * to[1],
      (1 - gap) * to[0],
      (1 - gap) * to[1],
    ] as const;
    context.fillStyle = GROUND;
    context.fillRect(...place);
    context.drawImage(
      image,
      ...([column * from[0], row * from[1], from[0], from[1]] as const),
      ...place,
    );
  }
}

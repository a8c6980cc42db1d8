// Tiles of a sheet as elements of their own: a canvas each, or the text.

import { h } from "../dom.ts";
import type { Thumbnails } from "../protocol.ts";
import { bitmapFrom } from "../renderers/image.ts";

/** The first `n` tiles, from left to right and from top to bottom. */
export async function tileElements(sheet: Thumbnails, n: number): Promise<HTMLElement[]> {
  if ("texts" in sheet) {
    return sheet.texts.slice(0, n).map((text) => h("span", "lw-tile-text", { dir: "auto" }, text));
  }
  const image = await bitmapFrom(sheet.atlas);
  const width = Math.round(image.width / sheet.columns);
  const height = Math.round(image.height / Math.ceil(n / sheet.columns));
  const tiles = Array.from({ length: n }, (_, i) => {
    const canvas = h("canvas", "lw-tile lw-picture", { width, height });
    const [left, top] = [(i % sheet.columns) * width, Math.floor(i / sheet.columns) * height];
    canvas.getContext("2d")?.drawImage(image, left, top, width, height, 0, 0, width, height);
    return canvas;
  });
  image.close();
  return tiles;
}

// What small pictures of lines and notes share, as latentwidgets/modalities/miniatures.py.

/** Width and height of a picture whose longer side is `size`: three to two. */
export function strokes(size: number): [width: number, height: number] {
  return [size, Math.max(1, Math.floor((size * 2) / 3 + 0.5))];
}

/** Mid-tones that stand out from white and from black alike, in [0, 1]. */
export const COLOURS: readonly (readonly number[])[] = [
  [48, 140, 220],
  [230, 130, 20],
  [20, 165, 120],
  [190, 110, 170],
  [150, 90, 40],
].map((levels) => levels.map((level) => level / 255));

/** The cells that a pixel of `pixels` covers: from `first` up to `end`, one at least. */
export function spanOf(pixel: number, pixels: number, cells: number): [first: number, end: number] {
  const first = Math.floor((pixel * cells) / pixels);
  return [first, Math.max(Math.floor(((pixel + 1) * cells) / pixels), first + 1)];
}

/** The row in which a share of the height stands, from 0 at the top. */
export function rowOf(share: number, height: number): number {
  return Math.min(height - 1, Math.max(0, Math.floor(share * (height - 1) + 0.5)));
}

/** Paints the rows `top` to `bottom`, both included, of column `x`. */
export function fillColumn(
  image: Float32Array,
  width: number,
  x: number,
  [top, bottom]: readonly [number, number],
  colour: readonly number[],
): void {
  for (let y = top; y <= bottom; y++) {
    const at = 4 * (y * width + x);
    image.set(colour, at);
    image[at + 3] = 1;
  }
}

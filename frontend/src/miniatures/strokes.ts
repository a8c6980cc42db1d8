// What small pictures of lines and notes share: a size, and colours that show on any ground.

/** Width and height of a picture whose longer side is `size`: three to two. */
export function strokes(size: number): [width: number, height: number] {
  return [size, Math.max(1, Math.round((2 * size) / 3))]; // never half a pixel: thirds have none
}

const colour = (hex: number) =>
  [hex >> 16, (hex >> 8) & 255, hex & 255].map((level) => level / 255);

/** Okabe and Ito's, of a lightness between that of a light and a dark ground; in [0, 1]. */
export const PAINTS = [0x2a8fd0, 0xe08a00, 0x12a37b, 0xcf74ab, 0x6aa9c9, 0xd9622b].map(colour);

// Places in a text: its words, each with the slots that it was made of.

import type { Word } from "../../modalities/words.ts";
import type { Box, Place, Places } from "./place.ts";

/** `boxOf` a word that is shown, by its number. */
export function wordPlaces(
  words: () => readonly Word[],
  boxOf: (index: number) => Box,
  area: () => Box,
): Places {
  /** A full stop that no slot says is no place. */
  const numbers = () => [...words().keys()].filter((i) => (words()[i] as Word).slots.length > 0);
  const place = (index: number | undefined): Place | null => {
    const word = index === undefined ? undefined : words()[index];
    if (index === undefined || !word) return null;
    return { cells: [...word.slots], name: `“${word.text}”`, at: [0, index] };
  };
  return {
    area,
    at: (x, y) => place(numbers().find((index) => isIn(boxOf(index), x, y))),
    beside: (from, down, right) => {
      const all = numbers();
      if (!from) return place(all[0]);
      const now = all.findIndex((index) => index >= from.at[1]);
      const next = (now < 0 ? all.length - 1 : now) + down + right;
      return place(all[Math.min(all.length - 1, Math.max(0, next))]);
    },
    box: ({ at: [, index] }) => boxOf(index),
  };
}

function isIn({ left, top, width, height }: Box, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

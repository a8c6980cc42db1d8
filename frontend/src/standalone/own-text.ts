// What comes as text, whether typed or in a file.

import type { Payload } from "../protocol.ts";

const LARGEST = 4 * 2 ** 20; // bytes of a file

/** Nothing that can be read came; what to send instead. */
export const nothing = (instead: string) => new Error(`Nothing was given to place: ${instead}.`);

/** What was typed or pasted, or a file of it. */
export function textIn({ text, file }: Payload): string {
  if (typeof text === "string") return text;
  if (!(file instanceof Uint8Array)) throw nothing("send a text");
  if (file.length > LARGEST) {
    const size = (file.length / 2 ** 20).toFixed(1);
    throw new Error(`The file has ${size} MiB: give a text of at most ${LARGEST / 2 ** 20} MiB.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    throw new Error("The file is no text in UTF-8: save it as such.");
  }
}

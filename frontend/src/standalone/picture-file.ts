// A picture's file as the browser reads it, for an exported page.

import { pictureSize } from "./picture-size.ts";

const MOST_PIXELS = 40_000_000;

/** As latentwidgets/modalities/photo.py says it. */
const UNREADABLE =
  "The file is no picture that this browser can read: give a PNG, JPEG, WebP, GIF or BMP file.";

/** RGBA levels; of an animation the first frame; a camera's turn is followed. */
export async function readPicture(file: Uint8Array): Promise<ImageData> {
  // Before it is decoded: a small file may hold more pixels than there is memory for.
  const size = pictureSize(file);
  if (!size) throw new Error(UNREADABLE);
  refuseLarge(...size);
  const blob = new Blob([file as Uint8Array<ArrayBuffer>]);
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" }).catch(() => {
    throw new Error(UNREADABLE);
  });
  try {
    const { width, height } = bitmap;
    refuseLarge(width, height); // what it began with may not have been true
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context)
      throw new Error("This browser reads no pictures of that size: give a smaller one.");
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}

function refuseLarge(width: number, height: number): void {
  if (width * height <= MOST_PIXELS) return;
  throw new Error(
    `The picture has ${width} by ${height} pixels: give one of at most ${MOST_PIXELS / 1e6} million.`,
  );
}

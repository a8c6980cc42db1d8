// A picture on a canvas: crisp, the latest one, never blank once there was one.

import { h } from "../dom.ts";
import type { ImageModality } from "../modalities/image.ts";
import type { Picture, Pixels } from "../protocol.ts";
import { count } from "../words.ts";
import { imagePlaces } from "./places/grid.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

type Drawable = ImageData | ImageBitmap;

/** `picture` decoded; the caller closes it. */
export async function bitmapFrom(picture: Pixels): Promise<ImageBitmap> {
  return picture.encoding === "jpeg" ? bitmapOf(picture) : createImageBitmap(rawImage(picture));
}

/** Draws `picture` on the whole of a canvas, which takes its size; not where `signal` is late by then. */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  picture: Pixels,
  signal?: AbortSignal,
): Promise<void> {
  if (picture.encoding !== "jpeg") return draw(canvas, rawImage(picture));
  const image = await bitmapOf(picture);
  if (!signal?.aborted) draw(canvas, image);
  image.close();
}

function bitmapOf({ pixels }: Pixels): Promise<ImageBitmap> {
  const bytes = pixels as Uint8Array<ArrayBuffer>;
  return createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
}

function rawImage({ pixels, width, height }: Pixels): ImageData {
  // ImageData may keep the array it is given; a copy keeps the message's buffer out of it.
  return new ImageData(new Uint8ClampedArray(pixels), width, height);
}

const bitmaps = new WeakMap<Pixels, Promise<ImageBitmap>>();

/**
 * `picture` decoded once for all that show it, so that they show it in the same frame: the map's small
 * picture and the large one must never be of two codes. Drawn where the promise is kept, it is closed after.
 */
function sharedBitmap(picture: Pixels): Promise<ImageBitmap> {
  const known = bitmaps.get(picture);
  if (known) return known;
  const bitmap = bitmapOf(picture);
  bitmaps.set(picture, bitmap);
  const forget = () => bitmaps.delete(picture);
  bitmap.then((image) => setTimeout(() => forget() && image.close()), forget);
  return bitmap;
}

function draw(canvas: HTMLCanvasElement, image: Drawable): void {
  // Setting the size clears the canvas: only where it changes, and drawn in the same task.
  if (canvas.width !== image.width) canvas.width = image.width;
  if (canvas.height !== image.height) canvas.height = image.height;
  const context = canvas.getContext("2d");
  if (image instanceof ImageData) context?.putImageData(image, 0, 0);
  else context?.drawImage(image, 0, 0);
}

/** What is to be said of an output whose values are not all numbers; empty where they are. */
export function notFiniteWords({ not_finite }: Picture): string {
  if (not_finite === 0) return "";
  return `The decoder gave NaN or infinity in ${count(not_finite, "value")}.`;
}

export class ImageRenderer {
  readonly canvas: HTMLCanvasElement;
  #asked = 0;
  #drawn = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    canvas.classList.add("lw-picture");
  }

  /** Draws `picture`; one that is decoded later than a newer one is dropped. */
  show(picture: Pixels): void {
    this.#asked += 1;
    const turn = this.#asked;
    if (picture.encoding === "jpeg") {
      sharedBitmap(picture).then(
        (bitmap) => this.#draw(bitmap, turn),
        (error) => console.warn("latentwidgets: a JPEG frame could not be read", error),
      );
    } else {
      this.#draw(rawImage(picture), turn);
    }
  }

  /** Drops what is still being decoded. */
  dispose(): void {
    this.#drawn = Number.POSITIVE_INFINITY;
  }

  #draw(image: Drawable, turn: number): void {
    if (turn < this.#drawn) return;
    this.#drawn = turn;
    draw(this.canvas, image);
    this.canvas.dataset.shown ??= "true";
  }
}

export function createImageRenderer(
  { width, height }: ImageModality,
  { compact = false, label }: RendererOptions,
): Renderer {
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  const canvas = h("canvas", "", named);
  const renderer = new ImageRenderer(canvas);
  return {
    element: canvas,
    ...(compact
      ? {}
      : { places: imagePlaces(height, width, () => canvas.getBoundingClientRect()) }),
    show: (picture) => {
      if ("pixels" in picture) renderer.show(picture);
    },
    dispose: () => renderer.dispose(),
  };
}

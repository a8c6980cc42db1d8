// The edit that keeps what the model lost: original + (decoded now − decoded then).

import type { Modality } from "../../modalities/index.ts";
import type { Picture, Pixels, Values } from "../../protocol.ts";
import { bitmapFrom } from "../../renderers/image.ts";
import { isSequence } from "./sequences.ts";

/** Levels of a picture, in which sums are clipped. */
export function addChange(
  original: Uint8Array,
  before: Uint8Array,
  now: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8ClampedArray(original.length);
  for (let i = 0; i < result.length; i++) {
    result[i] = (original[i] as number) + (now[i] as number) - (before[i] as number);
  }
  return new Uint8Array(result.buffer);
}

/** Numbers of another output; where one of the two is none, `now` stands. */
export function addChangeOf(
  original: Float32Array,
  before: Float32Array,
  now: Float32Array,
  [low, high]: readonly [number, number],
): Float32Array {
  return original.map((value, i) => {
    const sum = value + (now[i] as number) - (before[i] as number);
    return Number.isFinite(sum) ? Math.min(high, Math.max(low, sum)) : (now[i] as number);
  });
}

/** What the model lost, around mid-grey: lighter where it is too dark. */
export function lostPixels(original: Uint8Array, before: Uint8Array): Uint8Array<ArrayBuffer> {
  const lost = new Uint8Array(original.length).fill(255);
  for (let i = 0; i < lost.length; i++) {
    if (i % 4 === 3) continue;
    lost[i] = Math.round(127.5 + ((original[i] as number) - (before[i] as number)) / 2);
  }
  return lost;
}

/** Whether outputs of this kind can be added and taken away; of tokens see `sequences.ts`. */
export function canAdd(modality: Modality): boolean {
  return canKeepLost(modality) && !isSequence(modality);
}

/** Whether a result can keep what was lost: of a sound whose phase was found, it means nothing. */
export function canKeepLost(modality: Modality): boolean {
  return modality.kind !== "audio" || modality.note === null;
}

/** Values that the sum of this kind of output may have. */
export function limitsOf(modality: Modality): readonly [number, number] {
  return modality.kind === "audio" ? [-1, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/** The levels of a picture at the size of another; at once where it is raw and of that size. */
export async function levelsOf(picture: Pixels, like: Pixels): Promise<Uint8Array> {
  const { width, height } = like;
  const isPlain = picture.encoding === "rgba8";
  if (isPlain && picture.width === width && picture.height === height) return picture.pixels;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  const image = await bitmapFrom(picture);
  context.drawImage(image, 0, 0, width, height);
  image.close();
  return new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
}

export const isPixels = (picture: Picture): picture is Pixels => "pixels" in picture;
export const isValues = (picture: Picture): picture is Values => "values" in picture;

/** Raw levels as a picture of the protocol. */
export function picture(pixels: Uint8Array, { width, height }: Pixels): Pixels {
  return { pixels, encoding: "rgba8", width, height, not_finite: 0 };
}

// Many small pictures in one, as latentwidgets/modalities/atlas.py.

import { type Painted, paint } from "./paint.ts";
import { resampler } from "./resample.ts";

export interface AtlasOptions {
  /** Tiles in a row. */
  columns: number;
  /** Longer side of a tile in pixels. */
  size: number;
  /** Tiles are `size` by `size`, the picture centred on transparency; else they keep its proportions. */
  square: boolean;
}

export interface AtlasPicture extends Painted {
  width: number;
  height: number;
}

interface Shape {
  height: number;
  width: number;
  channels: number;
}

/** Tile `n` canonical pictures, each made when its turn comes; after the last the sheet is black. */
export function atlas(
  n: number,
  pictureOf: (i: number) => Float32Array,
  shape: Shape,
  { columns, size, square }: AtlasOptions,
): AtlasPicture {
  const { height, width, channels } = shape;
  const inner = tileShape(height, width, size);
  const centred = square && (inner.height < size || inner.width < size);
  const tile = centred ? { height: size, width: size } : inner;
  const sheet = {
    height: Math.ceil(n / columns) * tile.height,
    width: columns * tile.width,
    channels: centred ? 4 : channels, // what is beside the picture is transparent
  };
  const image = new Float32Array(sheet.height * sheet.width * sheet.channels);
  const margin = (tile.height - inner.height) >> 1;
  const indent = (tile.width - inner.width) >> 1;
  const { resample } = resampler(shape, inner);
  for (let i = 0; i < n; i++) {
    const small = resample(pictureOf(i));
    const pixels = centred ? withAlpha(small, channels) : small;
    const run = inner.width * sheet.channels;
    const top = Math.floor(i / columns) * tile.height + margin;
    const left = (i % columns) * tile.width + indent;
    for (let row = 0; row < inner.height; row++) {
      const to = ((top + row) * sheet.width + left) * sheet.channels;
      image.set(pixels.subarray(row * run, (row + 1) * run), to);
    }
  }
  const painted = paint(image, sheet.height, sheet.width, sheet.channels);
  return { ...painted, width: sheet.width, height: sheet.height };
}

/** A picture whose longer side is `size`, its proportions kept. */
function tileShape(height: number, width: number, size: number) {
  const scale = size / Math.max(height, width);
  const side = (length: number) => Math.max(1, roundHalfToEven(length * scale));
  return { height: side(height), width: side(width) };
}

/** Round as Python does. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const half = value - below === 0.5;
  return half ? below + (below % 2) : Math.round(value);
}

function withAlpha(image: Float32Array, channels: number): Float32Array {
  if (channels === 4) return image;
  const length = image.length / channels;
  const result = new Float32Array(length * 4).fill(1);
  for (let i = 0; i < length; i++) {
    for (let c = 0; c < 3; c++) {
      result[i * 4 + c] = image[i * channels + (channels === 3 ? c : 0)] as number;
    }
  }
  return result;
}

// Canonical pictures to what a canvas takes, as latentwidgets/modalities/payload.py.

const FEW = 16; // alone, a black mark would hide in a dark picture

export interface Painted {
  /** RGBA, 8 bits, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Number of pixels with a value that is NaN. */
  notFinite: number;
}

/** Quantise a canonical picture; pixels with NaN become a checker of magenta and black. */
export function paint(
  image: Float32Array,
  height: number,
  width: number,
  channels: number,
): Painted {
  const pixels = new Uint8ClampedArray(height * width * 4);
  const missing =
    channels === 1
      ? paintGrey(image, pixels)
      : channels === 3
        ? paintRgb(image, pixels)
        : paintRgba(image, pixels);
  const cell = missing.length < FEW ? 0 : Math.max(1, Math.floor(Math.min(height, width) / 16));
  for (const pixel of missing) {
    const row = Math.floor(pixel / width);
    const black = cell > 0 && (Math.floor(row / cell) + Math.floor((pixel % width) / cell)) % 2;
    pixels.set(black ? [0, 0, 0, 255] : [255, 0, 255, 255], pixel * 4);
  }
  return { pixels, notFinite: missing.length };
}

// A clamped array rounds halves to even, as numpy's rint; the product is rounded to float32 first.
// Each returns the pixels that have a NaN.

function paintGrey(image: Float32Array, pixels: Uint8ClampedArray): number[] {
  const missing: number[] = [];
  for (let pixel = 0, to = 0; pixel < image.length; pixel++, to += 4) {
    const grey = image[pixel] as number;
    if (Number.isNaN(grey)) missing.push(pixel);
    const level = Math.fround(grey * 255);
    pixels[to] = level;
    pixels[to + 1] = level;
    pixels[to + 2] = level;
    pixels[to + 3] = 255;
  }
  return missing;
}

function paintRgb(image: Float32Array, pixels: Uint8ClampedArray): number[] {
  const missing: number[] = [];
  for (let from = 0, to = 0; from < image.length; from += 3, to += 4) {
    const red = image[from] as number;
    const green = image[from + 1] as number;
    const blue = image[from + 2] as number;
    if (Number.isNaN(red + green + blue)) missing.push(to / 4);
    pixels[to] = Math.fround(red * 255);
    pixels[to + 1] = Math.fround(green * 255);
    pixels[to + 2] = Math.fround(blue * 255);
    pixels[to + 3] = 255;
  }
  return missing;
}

function paintRgba(image: Float32Array, pixels: Uint8ClampedArray): number[] {
  const missing: number[] = [];
  for (let from = 0; from < image.length; from += 4) {
    const red = image[from] as number;
    const green = image[from + 1] as number;
    const blue = image[from + 2] as number;
    const alpha = image[from + 3] as number;
    if (Number.isNaN(red + green + blue + alpha)) missing.push(from / 4);
    pixels[from] = Math.fround(red * 255);
    pixels[from + 1] = Math.fround(green * 255);
    pixels[from + 2] = Math.fround(blue * 255);
    pixels[from + 3] = Math.fround(alpha * 255);
  }
  return missing;
}

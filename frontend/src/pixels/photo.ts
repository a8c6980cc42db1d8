// A picture of one's own at the size of a model's outputs, to the last level as Pillow makes it for
// latentwidgets/modalities/photo.py: the middle cut out, by Lanczos, in fixed point.

/** Levels of a picture, `channels` for each pixel, row by row. */
export interface Levels {
  levels: Uint8Array;
  height: number;
  width: number;
  channels: number;
}

const BITS = 22; // of a weight behind the point
const LOBES = 3;

/** What is transparent stands on white; of RGBA levels those of grey or of RGB. */
export function opaque(rgba: Uint8Array | Uint8ClampedArray, channels: 1 | 3): Uint8Array {
  const n = rgba.length / 4;
  const levels = new Uint8Array(n * channels);
  const rgb = new Uint8Array(3);
  for (let pixel = 0; pixel < n; pixel++) {
    const share = rgba[4 * pixel + 3] as number;
    for (let channel = 0; channel < 3; channel++) {
      rgb[channel] = onWhite(rgba[4 * pixel + channel] as number, share);
    }
    if (channels === 3) levels.set(rgb, 3 * pixel);
    else levels[pixel] = greyOf(rgb);
  }
  return levels;
}

/** The middle of a picture, in the proportions of `height` and `width`, at that size. */
export function fitLevels(picture: Levels, height: number, width: number): Levels {
  const ratio = width / height;
  const own = picture.width / picture.height;
  const across = own > ratio ? ratio * picture.height : picture.width;
  const down = own < ratio ? picture.width / ratio : picture.height;
  const [left, top] = [(picture.width - across) / 2, (picture.height - down) / 2];
  const columns = weightsOf(left, left + across, picture.width, width);
  const rows = weightsOf(top, top + down, picture.height, height);
  const low = along(picture.levels, columns, {
    outer: picture.height,
    old: picture.width,
    inner: picture.channels,
  });
  const levels = along(low, rows, {
    outer: 1,
    old: picture.height,
    inner: width * picture.channels,
  });
  return { levels, height, width, channels: picture.channels };
}

/** As canonical outputs are. */
export function canonicalLevels(levels: Uint8Array): Float32Array {
  return Float32Array.from(levels, (level) => level / 255);
}

function onWhite(level: number, share: number): number {
  const sum = level * share * 128 + 255 * (255 - share) * 128 + 128 * 128;
  return share === 0 ? 255 : (((sum >> 8) + sum) >> 8) >> 7;
}

function greyOf([red, green, blue]: ArrayLike<number> & Iterable<number>): number {
  const sum = 19595 * (red as number) + 38470 * (green as number) + 7471 * (blue as number);
  return (sum + 0x8000) >> 16;
}

/** For each new pixel the first old one that it is made of, and their weights. */
type Weights = { first: number; weights: Int32Array }[] | null;

/** Null where nothing changes. */
function weightsOf(from: number, to: number, old: number, size: number): Weights {
  if (size === old && from === 0 && to === old) return null;
  const start = Math.fround(from); // Pillow's box is in single precision
  const scale = Math.fround(Math.fround(to) - start) / size;
  const stretch = Math.max(1, scale);
  const reach = LOBES * stretch;
  return Array.from({ length: size }, (_, i) => {
    const centre = start + (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const last = Math.min(old, Math.trunc(centre + reach + 0.5));
    const parts = Array.from({ length: last - first }, (_, k) =>
      lanczos((k + first - centre + 0.5) * (1 / stretch)),
    );
    const total = parts.reduce((sum, part) => sum + part, 0);
    const weights = parts.map((part) => {
      const fixed = (total === 0 ? part : part / total) * 2 ** BITS;
      return Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    });
    return { first, weights: Int32Array.from(weights) };
  });
}

function lanczos(x: number): number {
  return x >= -LOBES && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Resample the middle axis of `(outer, old, inner)`. */
function along(
  levels: Uint8Array,
  made: Weights,
  { outer, old, inner }: { outer: number; old: number; inner: number },
): Uint8Array {
  if (made === null) return levels;
  const result = new Uint8ClampedArray(outer * made.length * inner);
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (const { first, weights } of made) {
      const from = (block * old + first) * inner;
      for (let j = 0; j < inner; j++) {
        let sum = 2 ** (BITS - 1);
        for (let k = 0, at = from + j; k < weights.length; k++, at += inner) {
          sum += (weights[k] as number) * (levels[at] as number);
        }
        result[to++] = Math.floor(sum / 2 ** BITS);
      }
    }
  }
  return new Uint8Array(result.buffer);
}

// Change the size of canonical pictures, as latentwidgets/modalities/resample.py: area average down,
// nearest pixel up.

/** Which old pixels each new one along an axis is made of, and their shares. */
interface Sources {
  size: number;
  /** The first old pixel of each new one; the others follow it. */
  first: Uint32Array;
  shares: Float32Array[];
}

export interface Resampler {
  height: number;
  width: number;
  /** Resample `(H, W, C)`; an average that covers a NaN is NaN. */
  resample(image: Float32Array): Float32Array;
}

/** The sources are found once for pictures of the same size. */
export function resampler(
  from: { height: number; width: number; channels: number },
  to: { height: number; width: number },
): Resampler {
  const rows = sourcesOf(from.height, to.height);
  const columns = sourcesOf(from.width, to.width);
  const { channels } = from;
  return {
    ...to,
    resample: (image) => {
      const low = along(image, rows, { outer: 1, inner: from.width * channels });
      return along(low, columns, { outer: to.height, inner: channels });
    },
  };
}

function sourcesOf(old: number, size: number): Sources {
  const first = new Uint32Array(size);
  const shares: Float32Array[] = [];
  for (let i = 0; i < size; i++) {
    if (size >= old) {
      first[i] = Math.floor(((i + 0.5) * old) / size);
      shares.push(Float32Array.of(1));
      continue;
    }
    const [start, stop] = [i * (old / size), (i + 1) * (old / size)];
    first[i] = Math.floor(start);
    const covered: number[] = [];
    for (let pixel = Math.floor(start); pixel < Math.min(old, stop); pixel++) {
      covered.push(Math.min(stop, pixel + 1) - Math.max(start, pixel));
    }
    const total = covered.reduce((sum, part) => sum + part, 0);
    shares.push(Float32Array.from(covered, (part) => part / total));
  }
  return { size, first, shares };
}

/** Resample the middle axis of `(outer, old, inner)`. */
function along(
  values: Float32Array,
  { size, first, shares }: Sources,
  { outer, inner }: { outer: number; inner: number },
): Float32Array {
  const old = values.length / (outer * inner);
  const result = new Float32Array(outer * size * inner);
  for (let block = 0, to = 0; block < outer; block++) {
    for (let i = 0; i < size; i++) {
      const parts = shares[i] as Float32Array;
      const from = (block * old + (first[i] as number)) * inner;
      for (let j = 0; j < inner; j++) {
        let sum = 0;
        for (let part = 0, at = from + j; part < parts.length; part++, at += inner) {
          sum += (parts[part] as number) * (values[at] as number);
        }
        result[to++] = sum;
      }
    }
  }
  return result;
}

// A waveform, (n, channels) interleaved with NaN for what the model did not compute, read for the
// ear and for the eye.

const EDGE_S = 0.004;

/**
 * One array a channel, as it is played: silent where a number is missing, with short ramps to and
 * from silence there and at both ends, so that nothing clicks.
 */
export function playable(
  values: Float32Array,
  channels: number,
  sampleRate: number,
): Float32Array<ArrayBuffer>[] {
  const n = values.length / channels;
  const edge = Math.max(1, Math.round(EDGE_S * sampleRate));
  const gain = edges(values, channels, edge);
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      const value = values[i * channels + channel] as number;
      const clipped = Math.max(-1, Math.min(1, value));
      plane[i] = Number.isNaN(value) ? 0 : clipped * (gain[i] as number);
    }
    return plane;
  });
}

/** For each sample how near the next silence is: 0 there, 1 from `edge` samples on. */
function edges(values: Float32Array, channels: number, edge: number): Float32Array {
  const n = values.length / channels;
  const gain = new Float32Array(n);
  let since = 0;
  for (let i = 0; i < n; i++) {
    since = isMissing(values, channels, i) ? 0 : since + 1;
    gain[i] = Math.min(1, since / edge);
  }
  since = 0;
  for (let i = n - 1; i >= 0; i--) {
    since = isMissing(values, channels, i) ? 0 : since + 1;
    gain[i] = Math.min(gain[i] as number, since / edge);
  }
  return gain;
}

function isMissing(values: Float32Array, channels: number, i: number): boolean {
  for (let c = 0; c < channels; c++) if (Number.isNaN(values[i * channels + c])) return true;
  return false;
}

export interface Stretch {
  /** First sample, and the one after the last. */
  from: number;
  to: number;
}

/** Where a number is missing. */
export function gapsOf(values: Float32Array, channels: number): Stretch[] {
  const n = values.length / channels;
  const gaps: Stretch[] = [];
  for (let i = 0; i < n; i++) {
    if (!isMissing(values, channels, i)) continue;
    const last = gaps.at(-1);
    if (last?.to === i) last.to = i + 1;
    else gaps.push({ from: i, to: i + 1 });
  }
  return gaps;
}

/** "0.20 s – 0.35 s", for each of the first few gaps. */
export function gapWords(gaps: readonly Stretch[], sampleRate: number): string {
  if (gaps.length === 0) return "";
  const seconds = (sample: number) => `${(sample / sampleRate).toFixed(2)} s`;
  const said = gaps.slice(0, 3).map(({ from, to }) => `${seconds(from)} – ${seconds(to)}`);
  const more = gaps.length > 3 ? `, and ${gaps.length - 3} more` : "";
  return `Silent where the model gave no number: ${said.join(", ")}${more}.`;
}

/** The lowest and highest value within each of `n` columns, over all channels: low, high, low, … */
export function extremes(values: Float32Array, channels: number, n: number): Float32Array {
  const samples = values.length / channels;
  const found = new Float32Array(2 * n).fill(Number.NaN);
  for (let column = 0; column < n; column++) {
    const from = Math.floor((column * samples) / n) * channels;
    const to = Math.max(from + channels, Math.floor(((column + 1) * samples) / n) * channels);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < to && i < values.length; i++) {
      const value = values[i] as number;
      if (value < low) low = value; // a NaN is neither
      if (value > high) high = value;
    }
    if (low <= high) [found[2 * column], found[2 * column + 1]] = [low, high];
  }
  return found;
}

/** The mean of the channels. */
export function mixed(planes: readonly Float32Array[]): Float64Array {
  const mono = new Float64Array(planes[0]?.length ?? 0);
  for (const plane of planes) {
    for (let i = 0; i < mono.length; i++) {
      mono[i] = (mono[i] as number) + (plane[i] as number) / planes.length;
    }
  }
  return mono;
}

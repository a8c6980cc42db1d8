// Of lines over steps: round numbers for an axis, and the path of one channel.

/** Round numbers within a range: steps of 1, 2 or 5 times a power of ten, about `wanted` of them. */
export function ticksOf(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  if (!(step > 0 && Number.isFinite(step))) return [];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** As many decimals as tell values of this spacing apart; a true minus sign. */
export function tickText(value: number, spacing: number): string {
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(spacing) + 1e-9)));
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 || value > 0 ? text : `\u2212${text}`;
}

export interface Plane {
  width: number;
  height: number;
  low: number;
  high: number;
}

/** The path of channel `channel` of a series (steps, channels); NaN leaves a gap. */
export function linePath(
  values: Float32Array,
  channel: number,
  channels: number,
  { width, height, low, high }: Plane,
): string {
  const steps = values.length / channels;
  const across = width / Math.max(1, steps - 1);
  const down = height / (high - low);
  const parts: string[] = [];
  let isDrawing = false;
  const add = (step: number, value: number) => {
    const x = (step * across).toFixed(1);
    const y = ((high - value) * down).toFixed(1);
    // A value alone between gaps is a dot: a line of no length with round ends.
    parts.push(isDrawing ? `L${x} ${y}` : `M${x} ${y}h0`);
    isDrawing = true;
  };
  const each = Math.max(1, Math.floor(steps / (2 * Math.max(1, width))));
  for (let start = 0; start < steps; start += each) {
    const extremes = each === 1 ? [start] : extremesOf(values, channel, channels, start, each);
    for (const step of extremes) {
      const value = values[step * channels + channel] as number;
      if (Number.isNaN(value)) isDrawing = false;
      else add(step, value);
    }
  }
  return parts.join("");
}

/** Where there are more steps than pixels, a peak must not fall between them. */
function extremesOf(
  values: Float32Array,
  channel: number,
  channels: number,
  start: number,
  count: number,
): number[] {
  const end = Math.min(start + count, values.length / channels);
  let [lowest, highest] = [start, start];
  for (let step = start; step < end; step++) {
    const value = values[step * channels + channel] as number;
    if (Number.isNaN(value)) return [step];
    if (value < (values[lowest * channels + channel] as number)) lowest = step;
    if (value > (values[highest * channels + channel] as number)) highest = step;
  }
  return lowest === highest ? [lowest] : [lowest, highest].sort((a, b) => a - b);
}

// Series: a model's raw output as (T, C) in the data's own units, as
// latentwidgets/modalities/series.py; NaN for what the model did not compute.

import { inPlanes } from "./planes.ts";

export interface SeriesModality {
  kind: "series";
  steps: number;
  /** Their names. */
  channels: string[];
  /** One a channel; "" where it has none. */
  units: string[];
  /** Between two steps, in `interval_unit`. */
  interval: number;
  interval_unit: string;
  /** Of the axis; what lies outside is cut off. */
  value_range: [low: number, high: number];
}

export interface RawSeries extends SeriesModality {
  layout: "TC" | "CT" | "T";
}

/** An infinite value becomes NaN. */
export function canonicalSeries(raw: Float32Array, modality: RawSeries): Float32Array {
  const { steps, layout } = modality;
  const channels = modality.channels.length;
  if (raw.length !== steps * channels) {
    throw new RangeError(`${raw.length} numbers for a series of ${steps} × ${channels}`);
  }
  const series = new Float32Array(raw.length);
  const planes = layout === "CT" ? channels : 1;
  for (let plane = 0, from = 0; plane < planes; plane++) {
    for (let to = plane; to < series.length; to += planes, from++) {
      const value = raw[from] as number;
      series[to] = value + (value - value); // the difference is NaN where the value is infinite
    }
  }
  return series;
}

/** A series as the model would give it. */
export function rawSeries(series: Float32Array, { layout, channels }: RawSeries): Float32Array {
  return layout === "CT" ? inPlanes(series, channels.length) : series.slice();
}

// The values of a series at one step, in words.

import type { SeriesModality } from "../modalities/series.ts";
import { tickText } from "./series-scale.ts";

/** "0.35 s · lead I 1.02 mV"; a value that is none is "–". */
export function readings(values: Float32Array, step: number, modality: SeriesModality): string {
  const { channels, units, interval, interval_unit, value_range } = modality;
  const time = tickText(step * interval, interval);
  const spacing = (value_range[1] - value_range[0]) / 100;
  const read = channels.map((name, i) => {
    const value = values[step * channels.length + i] ?? Number.NaN;
    const number = Number.isNaN(value) ? "–" : tickText(value, spacing);
    return [name, number, units[i]].filter(Boolean).join("\u00a0");
  });
  return [interval_unit ? `${time}\u00a0${interval_unit}` : `step ${time}`, ...read].join(" · ");
}

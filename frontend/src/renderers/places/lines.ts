// Places on the lines of a series: a channel at a step.

import type { SeriesModality } from "../../modalities/series.ts";
import { tickText } from "../series-scale.ts";
import { type Box, clamped, type Place, type Places } from "./place.ts";

const REACH = 7;

/** What the plot knows of its lines, in pixels from its left upper corner. */
export interface LinePlot {
  stepAt(x: number): number;
  /** The channel whose line is nearest at a step. */
  channelAt(y: number, step: number): number;
  pointOf(step: number, channel: number): readonly [x: number, y: number];
}

export function linePlaces(modality: SeriesModality, plot: LinePlot, area: () => Box): Places {
  const { channels, steps, interval, interval_unit } = modality;
  const at = (row: number, column: number): Place => {
    const [channel, step] = [clamped(row, channels.length), clamped(column, steps)];
    const time = tickText(step * interval, interval);
    const when = interval_unit ? `${time}\u00a0${interval_unit}` : `step ${time}`;
    const name = `${channels[channel]} at ${when}`;
    return { cells: [channel * steps + step], name, at: [channel, step] };
  };
  return {
    area,
    at: (x, y) => {
      const { left, top } = area();
      const step = plot.stepAt(x - left);
      return at(plot.channelAt(y - top, step), step);
    },
    beside: (from, down, right) => {
      return from ? at(from.at[0] + down, from.at[1] + right) : at(0, steps >> 1);
    },
    box: ({ at: [channel, step] }) => {
      const { left, top } = area();
      const [x, y] = plot.pointOf(step, channel);
      return { left: left + x - REACH, top: top + y - REACH, width: 2 * REACH, height: 2 * REACH };
    },
  };
}

// What the places of a field are called: pixels, slots of a text, notes, moments.

import type { Modality } from "../../modalities/index.ts";
import { pitchName } from "../../sound/notes.ts";

export function placeName(modality: Modality, row: number, column: number): string {
  switch (modality.kind) {
    case "image":
      return `the pixel at row ${row}, column ${column}`;
    case "text":
      return `slot ${column + 1} of ${modality.length}`;
    case "melody":
      return `${pitchName(modality.low + modality.pitches - 1 - row)} at step ${column}`;
    case "audio":
      return `the sound at ${Number((column / modality.sample_rate).toPrecision(3))} s`;
    case "series": {
      const time = Number((column * modality.interval).toPrecision(4));
      const when = modality.interval_unit
        ? `${time}\u00a0${modality.interval_unit}`
        : `step ${time}`;
      return `${modality.channels[row] ?? `channel ${row}`} at ${when}`;
    }
  }
}

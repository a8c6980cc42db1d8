// What an output is, by kind: pure, without a page; the other half of latentwidgets/modalities.

import { type AudioModality, canonicalAudio, type RawAudio, rawAudioLength } from "./audio.ts";
import { canonicalImage, type ImageModality, type RawImage } from "./image.ts";
import { canonicalMelody, type MelodyModality, type RawMelody, rawMelodyLength } from "./melody.ts";
import { canonicalSeries, type RawSeries, type SeriesModality } from "./series.ts";
import { canonicalText, type RawText, type TextModality } from "./text.ts";

/** What a view must know of an output. */
export type Modality =
  | ImageModality
  | TextModality
  | MelodyModality
  | AudioModality
  | SeriesModality;

/** With all that goes from the model's raw output to the canonical one. */
export type RawModality = RawImage | RawText | RawMelody | RawAudio | RawSeries;

/** One raw output as a canonical one, in an array of its own; NaN for what was not computed. */
export function canonical(raw: Float32Array, modality: RawModality): Float32Array {
  switch (modality.kind) {
    case "image":
      return canonicalImage(raw, modality);
    case "text":
      return canonicalText(raw, modality);
    case "melody":
      return canonicalMelody(raw, modality);
    case "audio":
      return canonicalAudio(raw, modality);
    case "series":
      return canonicalSeries(raw, modality);
  }
}

/** The shape of one canonical output. */
export function shapeOf(modality: Modality): number[] {
  switch (modality.kind) {
    case "image":
      return [modality.height, modality.width, modality.channels];
    case "text":
      return [modality.length, modality.alternatives, 2];
    case "melody":
      return [modality.voices, modality.steps, modality.pitches];
    case "audio":
      return [modality.samples, modality.channels];
    case "series":
      return [modality.steps, modality.channels.length];
  }
}

/** What one output is called. */
export function nounOf(modality: Modality): string {
  switch (modality.kind) {
    case "image":
      return "picture";
    case "text":
      return "text";
    case "melody":
      return "melody";
    case "audio":
      return "sound";
    case "series":
      return "series";
  }
}

/** The number of values that are not finite; of canonical values, those that are NaN. */
export function notFinite(values: Float32Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) count += 1;
  }
  return count;
}

/** How many numbers one raw output has. */
export function rawLengthOf(modality: RawModality): number {
  switch (modality.kind) {
    case "text": {
      const isIds = modality.form === "ids" || modality.form === "strings";
      return modality.length * (isIds ? 1 : modality.size);
    }
    case "melody":
      return rawMelodyLength(modality);
    case "audio":
      return rawAudioLength(modality);
    default:
      return shapeOf(modality).reduce((product, extent) => product * extent, 1);
  }
}

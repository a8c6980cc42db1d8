// What is the reader's own as an output of the model would be, as latentwidgets/spaces/own/reading.py
// makes it.

import type { ImageModality, RawImage } from "../modalities/image.ts";
import { type Modality, nounOf, type RawModality } from "../modalities/index.ts";
import { rawText, type TextModality } from "../modalities/text.ts";
import { readTyped } from "../modalities/typed.ts";
import { fitInk, type Ink } from "../pixels/ink.ts";
import { canonicalLevels, fitLevels, opaque } from "../pixels/photo.ts";
import { resampler } from "../pixels/resample.ts";
import type { Payload } from "../protocol.ts";
import { textIn } from "./own-text.ts";

const SIDE = 320; // pixels to which a drawing is read before it is fitted to the data

export interface Own {
  /** Canonical. */
  output: Float32Array;
  /** What was done to it, in sentences. */
  notices: string[];
}

/** `likeData`: centred and scaled as the data are. */
export function ownPicture(
  { data, width, height }: ImageData,
  modality: ImageModality,
  ink: Ink,
  likeData: boolean,
): Own {
  const channels = modality.channels === 1 ? 1 : 3;
  const fit = (tall: number, wide: number) => {
    const picture = { levels: opaque(data, channels), height, width, channels };
    return canonicalLevels(fitLevels(picture, tall, wide).levels);
  };
  if (!likeData) return { output: fit(modality.height, modality.width), notices: [] };
  if (!ink.drawn) {
    throw new Error(
      "The pictures of this space are no drawings on plain paper, as which yours could be centred " +
        "and scaled: leave that out.",
    );
  }
  const ratio = modality.width / modality.height;
  const tall = Math.max(modality.height, Math.round(SIDE / Math.max(1, ratio)));
  const wide = Math.max(1, Math.round(tall * ratio));
  const sheet = { values: fit(tall, wide), height: tall, width: wide };
  return {
    output: fitInk(sheet, ink, modality.height, modality.width),
    notices: ["It was centred and scaled as the data are."],
  };
}

/** What was typed, or a file of it. */
export function ownText(payload: Payload, modality: TextModality): Own {
  return { output: readTyped(textIn(payload), modality), notices: [] };
}

/** A picture or a text as the encoder takes samples; `shown` is the form of these. */
export function sampleOf(
  output: Float32Array,
  modality: Modality,
  shown: RawModality,
): Float32Array {
  if (modality.kind === "text" && shown.kind === "text") {
    return rawText(output, modality.alternatives, shown);
  }
  if (modality.kind === "image" && shown.kind === "image") return asSample(output, modality, shown);
  throw new Error(`This page cannot encode a ${nounOf(modality)}: that needs Python.`);
}

/** A picture as the encoder takes samples: of their size, in their layout and range. */
function asSample(output: Float32Array, modality: ImageModality, shown: RawImage) {
  const resized = resampler(modality, shown).resample(output);
  const { layout, channels } = shown;
  const [low, high] = shown.value_range;
  const [span, base] = [Math.fround(high - low), Math.fround(low)];
  const isPlanar = layout === "CHW" || layout === "flat-CHW";
  const area = resized.length / channels;
  const sample = new Float32Array(resized.length);
  for (let i = 0; i < sample.length; i++) {
    const from = isPlanar ? (i % area) * channels + Math.floor(i / area) : i;
    sample[i] = Math.fround((resized[from] as number) * span) + base;
  }
  return sample;
}

// Melodies, sounds and series of the reader's own, as latentwidgets/spaces/own/reading.py reads them: a
// bundle of its own, which pages of such outputs bring.

import { type AudioModality, rawAudio } from "../modalities/audio.ts";
import { type Modality, nounOf, type RawModality } from "../modalities/index.ts";
import { type MelodyModality, type RawMelody, rawMelody } from "../modalities/melody.ts";
import { fitSeries, readTable } from "../modalities/pasted.ts";
import { fitSound } from "../modalities/recording.ts";
import { rawSeries, type SeriesModality } from "../modalities/series.ts";
import { fitTune, partsOf } from "../modalities/tune.ts";
import type { Payload } from "../protocol.ts";
import { readMidi } from "../sound/read-midi.ts";
import { readWav } from "../sound/read-wav.ts";
import type { Own } from "./own.ts";
import { nothing, textIn } from "./own-text.ts";

/** What was given, as an output; `made`: what the model gives. */
export async function readMedia(
  payload: Payload,
  modality: Modality,
  made: RawModality | undefined,
): Promise<Own> {
  switch (modality.kind) {
    case "series":
      return ownSeries(payload, modality);
    case "audio":
      return ownSound(payload, modality);
    case "melody":
      return ownTune(payload, modality, made?.kind === "melody" ? made.form : "tokens");
    default:
      throw new Error(`this reads no ${nounOf(modality)}`);
  }
}

/** An output in the form `shown`, in which the encoder takes samples. */
export function rawMedia(output: Float32Array, shown: RawModality): Float32Array {
  switch (shown.kind) {
    case "series":
      return rawSeries(output, shown);
    case "audio":
      return rawAudio(output, shown);
    case "melody":
      return rawMelody(output, shown);
    default:
      throw new Error(`this gives no ${nounOf(shown)} to an encoder`);
  }
}

/** Numbers that were pasted, or a file of them. */
export function ownSeries(payload: Payload, modality: SeriesModality): Own {
  return fitSeries(readTable(textIn(payload)), modality);
}

/** Notes that were written, or a MIDI file. */
export function ownTune(
  { values, file }: Payload,
  modality: MelodyModality,
  form: RawMelody["form"],
): Own {
  if (file instanceof Uint8Array) return fitTune(readMidi(file), modality, form);
  if (!(values instanceof Float32Array)) throw nothing("send a file, or the notes of a roll");
  const { voices, steps, pitches } = modality;
  const isGrid = values.every((cell) => cell === 0 || cell === 0.5 || cell === 1);
  if (!isGrid || values.length !== voices * steps * pitches) {
    throw new Error(
      `Notes of another grid were given: (${voices}, ${steps}, ${pitches}) cells of 0, 0.5 or 1.`,
    );
  }
  if (!values.some(Boolean)) throw new Error("There is no note yet: click some into the roll.");
  return fitTune(partsOf(values, modality), modality, form);
}

/** A WAV file, which whatever else the browser hears is made into before. */
export async function ownSound({ file }: Payload, modality: AudioModality): Promise<Own> {
  if (!(file instanceof Uint8Array)) throw nothing("send a file");
  return fitSound(readWav(file), modality);
}

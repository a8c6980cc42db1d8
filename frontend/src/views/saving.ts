// The result of an edit as a file.

import type { Modality } from "../modalities/index.ts";
import type { SeriesModality } from "../modalities/series.ts";
import { textOf } from "../modalities/words.ts";
import type { Picture, Pixels } from "../protocol.ts";
import { drawPicture } from "../renderers/image.ts";
import { download, fileName } from "../sound/download.ts";
import { melodyToMidi } from "../sound/midi.ts";
import { writeWav } from "../sound/wav.ts";

const TYPES: Record<Modality["kind"], readonly [extension: string, type: string]> = {
  image: ["png", "image/png"],
  text: ["txt", "text/plain"],
  melody: ["mid", "audio/midi"],
  audio: ["wav", "audio/wav"],
  series: ["csv", "text/csv"],
};

export const fileWords = ({ kind }: Modality): string => TYPES[kind][0].toUpperCase();

export async function savePicture(result: Picture, modality: Modality, title: string) {
  const [extension, type] = TYPES[modality.kind];
  const bytes = await bytesOf(result, modality);
  download(bytes, fileName(title, extension), type);
}

async function bytesOf(result: Picture, modality: Modality): Promise<Uint8Array<ArrayBuffer>> {
  if ("pixels" in result) return png(result);
  const { values } = result;
  switch (modality.kind) {
    case "text":
      return new TextEncoder().encode(`${textOf(values, modality)}\n`);
    case "melody": {
      const { tempo, names } = modality;
      return melodyToMidi(values, modality, { tempo, instrument: "piano", names: names ?? [] });
    }
    case "audio":
      return writeWav(values, modality.sample_rate, modality.channels);
    case "series":
      return new TextEncoder().encode(csvOf(values, modality));
    default:
      throw new Error(`a ${modality.kind} without its pixels cannot be saved`);
  }
}

/** Nine figures tell any two float32 apart. */
const shortest = (value: number): string => String(Number(value.toPrecision(9)));

async function png(picture: Pixels): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  await drawPicture(canvas, picture);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the browser made no picture of it");
  return new Uint8Array(await blob.arrayBuffer());
}

/** Names of channels are the user's: quoted, and never read as a formula by a spreadsheet. */
export function csvOf(values: Float32Array, { channels, units }: SeriesModality): string {
  const cell = (text: string) => {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${plain.replaceAll('"', '""')}"`;
  };
  const head = channels.map((name, i) => cell(units[i] ? `${name} (${units[i]})` : name)).join(",");
  const rows: string[] = [];
  for (let at = 0; at < values.length; at += channels.length) {
    const row = Array.from(values.subarray(at, at + channels.length));
    rows.push(row.map((value) => (Number.isNaN(value) ? "" : shortest(value))).join(","));
  }
  return `${head}\n${rows.join("\n")}\n`;
}

// Reads what is the reader's own, and gives it to the encoder: pictures and texts at once, of other kinds
// by the part of the page that has what these take.

import { type Modality, nounOf, type RawModality } from "../modalities/index.ts";
import type { Description, Payload } from "../protocol.ts";
import type { Encoding, ExportData } from "./data.ts";
import { type Own, ownPicture, ownText, sampleOf } from "./own.ts";
import { readPicture } from "./picture-file.ts";

type Media = typeof import("./own-media.ts");

export class OwnReader {
  readonly #modality: Modality;
  readonly #encoding: Encoding | null;
  readonly #made: RawModality | undefined;
  readonly #read: (part: string) => Promise<ArrayBuffer>;
  #media: Promise<Media> | undefined;

  /** `read`: one part of the page, unpacked. */
  constructor(
    { traits, encoding, model }: ExportData,
    read: (part: string) => Promise<ArrayBuffer>,
  ) {
    this.#modality = (traits.description as Description).modality;
    this.#encoding = encoding ?? null;
    this.#made = model?.modality;
    this.#read = read;
  }

  /** What was given, as an output. */
  async read(payload: Payload): Promise<Own> {
    const modality = this.#modality;
    if (modality.kind === "text") return ownText(payload, modality);
    if (modality.kind !== "image") {
      return (await this.#others()).readMedia(payload, modality, this.#made);
    }
    const { file, like_data } = payload;
    const ink = this.#encoding?.ink;
    if (!(file instanceof Uint8Array) || !ink) {
      throw new Error("Nothing was given to place: send a file.");
    }
    return ownPicture(await readPicture(file), modality, ink, like_data === true);
  }

  /** An output as the encoder takes samples. */
  async sampleOf(output: Float32Array): Promise<Float32Array> {
    const { kind } = this.#modality;
    const shown = this.#encoding?.shown;
    if (!shown) throw new Error(`This page holds no encoder of a ${nounOf(this.#modality)}.`);
    if (kind === "text" || kind === "image") return sampleOf(output, this.#modality, shown);
    return (await this.#others()).rawMedia(output, shown);
  }

  #others(): Promise<Media> {
    this.#media ??= this.#read("own").then(importPart);
    return this.#media;
  }
}

async function importPart(source: ArrayBuffer): Promise<Media> {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

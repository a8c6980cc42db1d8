// What an exported page answers to the editor: a picture or a text of the reader's own, encoded here.

import { distance } from "../modalities/distance.ts";
import type { ImageModality } from "../modalities/image.ts";
import { type Modality, notFinite, nounOf } from "../modalities/index.ts";
import { paint } from "../pixels/paint.ts";
import type {
  Description,
  Edited,
  EditState,
  Payload,
  Picture,
  Pixels,
  Placement,
} from "../protocol.ts";
import type { Encoding, ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";
import { type Own, ownPicture, ownText, sampleOf } from "./own.ts";
import { readPicture } from "./picture-file.ts";

const KINDS = new Set(["place", "edited", "restore_edit", "keep_lost"]);
/** Samples of one's own that an undo can bring back. */
const MOST_BEFORE = 50;

export class PageEditing {
  readonly #description: Description;
  readonly #encoding: Encoding | null;
  readonly #decoding: Promise<Decoding>;
  #edit: Placement | null = null;
  #keepsLost = false;
  #version = 0;
  readonly #before = new Map<number, Placement>();
  /** Hears of each change. */
  onChange: (state: EditState) => void = () => {};

  constructor({ traits, encoding }: ExportData, decoding: Promise<Decoding>) {
    this.#description = traits.description as Description;
    this.#encoding = encoding ?? null;
    this.#decoding = decoding;
  }

  answers(kind: unknown): boolean {
    return KINDS.has(kind as string);
  }

  async answer(payload: Payload, isWanted: () => boolean): Promise<unknown> {
    switch (payload.kind) {
      case "place":
        return this.#place(payload, isWanted);
      case "edited":
        return this.#edited();
      case "restore_edit":
        return this.#restore(payload.version as number);
      default:
        this.#keepsLost = payload.on === true;
        this.#tell();
        return {};
    }
  }

  async #place(payload: Payload, isWanted: () => boolean): Promise<Placement> {
    const encoding = this.#encoding;
    const { modality, unplaceable } = this.#description;
    if (!encoding) throw new Error(unplaceable || "This page holds no encoder.");
    const { scale, scale_label } = encoding;
    const { output, sample, notices } = await read(payload, modality, encoding);
    const decoding = await this.#decoding;
    if (!decoding.encode) throw new Error("This page holds no encoder.");
    const { mean, logVariance } = await decoding.encode(sample);
    if (!mean.every(Number.isFinite)) {
      throw new Error("The encoder gave NaN or infinity for this one: try another.");
    }
    const made = await decoding.outputs(mean.slice());
    if (!isWanted()) throw new Error("cancelled");
    this.#version += 1;
    this.#edit = {
      version: this.#version,
      z: mean,
      spread: spreadOf(logVariance),
      error: distance(output, made, modality),
      scale,
      scale_label,
      method: "encoder",
      notices,
      original: shownOf(output, modality),
      reconstruction: shownOf(made, modality),
    };
    this.#before.set(this.#version, this.#edit);
    const [oldest] = this.#before.keys();
    if (this.#before.size > MOST_BEFORE) this.#before.delete(oldest as number);
    this.#tell();
    return this.#edit;
  }

  #restore(version: number): Record<string, never> {
    const edit = this.#before.get(version) ?? null;
    if (version !== 0 && !edit) {
      throw new Error("What was edited then is too long ago to be brought back.");
    }
    this.#edit = edit;
    this.#tell();
    return {};
  }

  #edited(): Edited {
    const { ink } = this.#encoding ?? { ink: null };
    if (!ink) return { edit: this.#edit, ink: null };
    const levels = ink.paper.slice(0, 3).map((share) => Math.round(255 * share));
    const [red = 0, green = red, blue = red] = levels;
    return { edit: this.#edit, ink: { paper: [red, green, blue], drawn: ink.drawn } };
  }

  #tell(): void {
    this.onChange({ version: this.#edit?.version ?? 0, keep_lost: this.#keepsLost });
  }
}

/** The sd of each dimension; null where the encoder tells none that can be drawn. */
function spreadOf(logVariance: Float32Array | null): Float32Array | null {
  const spread = logVariance?.map((value) => Math.exp(0.5 * value)) ?? null;
  return spread?.every(Number.isFinite) ? spread : null;
}

/** What was given, as an output and as the encoder takes it. */
async function read(
  payload: Payload,
  modality: Modality,
  { ink, shown }: Encoding,
): Promise<Own & { sample: Float32Array }> {
  if (modality.kind === "text") {
    const own = ownText(payload, modality);
    return { ...own, sample: sampleOf(own.output, modality, shown) };
  }
  if (modality.kind !== "image" || shown.kind !== "image" || !ink) {
    throw new Error(`This page cannot read a ${nounOf(modality)}: that needs Python.`);
  }
  const { file, like_data } = payload;
  if (!(file instanceof Uint8Array)) throw new Error("Nothing was given to place: send a file.");
  const own = ownPicture(await readPicture(file), modality, ink, like_data === true);
  return { ...own, sample: sampleOf(own.output, modality, shown) };
}

function shownOf(output: Float32Array, modality: Modality): Picture {
  if (modality.kind === "image") return pixelsOf(output, modality);
  return { values: output, not_finite: notFinite(output) };
}

function pixelsOf(output: Float32Array, { height, width, channels }: ImageModality): Pixels {
  const { pixels, notFinite } = paint(output, height, width, channels);
  return {
    pixels: new Uint8Array(pixels.buffer),
    encoding: "rgba8",
    width,
    height,
    not_finite: notFinite,
  };
}

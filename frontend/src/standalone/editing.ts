// What an exported page answers to the editor: one of the reader's own, encoded here.

import { distance } from "../modalities/distance.ts";
import type { ImageModality } from "../modalities/image.ts";
import { type Modality, notFinite } from "../modalities/index.ts";
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
import { type KeptEdit, readEdit } from "./keeping.ts";
import type { OwnReader } from "./own-reader.ts";

const KINDS = new Set(["place", "edited", "restore_edit", "keep_lost"]);
/** Samples of one's own that an undo can bring back. */
const MOST_BEFORE = 50;

export class PageEditing {
  readonly #description: Description;
  readonly #encoding: Encoding | null;
  readonly #decoding: Promise<Decoding>;
  readonly #reader: OwnReader;
  #edit: Placement | null = null;
  #keepsLost = false;
  #version = 0;
  /** By version, with what was given as an output. */
  readonly #before = new Map<number, { edit: Placement; original: Float32Array }>();
  /** Hears of each change. */
  onChange: (state: EditState) => void = () => {};

  constructor({ traits, encoding }: ExportData, decoding: Promise<Decoding>, reader: OwnReader) {
    this.#description = traits.description as Description;
    this.#encoding = encoding ?? null;
    this.#reader = reader;
    this.#decoding = decoding;
  }

  get state(): EditState {
    return { version: this.#edit?.version ?? 0, keep_lost: this.#keepsLost };
  }

  /** As JSON, for a session; one of more than `most` numbers is left out. */
  kept(most = Number.POSITIVE_INFINITY): KeptEdit {
    const now = this.#edit && this.#before.get(this.#edit.version);
    if (!now || now.original.length > most) return { keep_lost: this.#keepsLost, own: null };
    const { edit, original } = now;
    const { z, spread, error, scale, scale_label, method, notices } = edit;
    return {
      keep_lost: this.#keepsLost,
      own: {
        ...{ error, scale, scale_label, method, notices },
        original: Array.from(original, (x) => (Number.isNaN(x) ? null : x)),
        z: [...z],
        spread: spread && [...spread],
      },
    };
  }

  /** Reads what a session edits, and gives it a version; nothing is edited otherwise yet. */
  async read(kept: unknown): Promise<number> {
    const { own } = readEdit(kept, this.#description);
    if (!own) return 0;
    const { modality } = this.#description;
    const z = Float32Array.from(own.z);
    const original = Float32Array.from(own.original, (x) => x ?? Number.NaN);
    const made = await (await this.#decoding).outputs(z.slice());
    const { error, scale, scale_label, method, notices } = own;
    return this.#keep(original, {
      ...{ z, error, scale, scale_label, method, notices },
      spread: own.spread && Float32Array.from(own.spread),
      original: shownOf(original, modality),
      reconstruction: shownOf(made, modality),
    }).version;
  }

  /** Edits what a session edits. */
  async take(kept: unknown): Promise<void> {
    const version = await this.read(kept);
    this.put(version, (kept as KeptEdit).keep_lost);
  }

  put(version: number, keepsLost: boolean): void {
    this.#keepsLost = keepsLost;
    this.#restore(version);
  }

  answers(kind: unknown): boolean {
    return KINDS.has(kind as string);
  }

  async answer(payload: Payload, signal: AbortSignal): Promise<unknown> {
    switch (payload.kind) {
      case "place":
        return this.#place(payload, signal);
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

  async #place(payload: Payload, signal: AbortSignal): Promise<Placement> {
    const encoding = this.#encoding;
    const { modality, unplaceable } = this.#description;
    if (!encoding) throw new Error(unplaceable || "This page holds no encoder.");
    const { scale, scale_label } = encoding;
    const { output, notices } = await this.#reader.read(payload);
    const decoding = await this.#decoding;
    if (!decoding.encode) throw new Error("This page holds no encoder.");
    const { mean, logVariance } = await decoding.encode(await this.#reader.sampleOf(output));
    if (!mean.every(Number.isFinite)) {
      throw new Error("The encoder gave NaN or infinity for this one: try another.");
    }
    const made = await decoding.outputs(mean.slice());
    signal.throwIfAborted();
    const placed = {
      z: mean,
      spread: spreadOf(logVariance),
      error: distance(output, made, modality),
      scale,
      scale_label,
      method: "encoder" as const,
      notices,
      original: shownOf(output, modality),
      reconstruction: shownOf(made, modality),
    };
    if (payload.aside === true) return { version: 0, ...placed };
    this.#edit = this.#keep(output, placed);
    this.#tell();
    return this.#edit;
  }

  /** Gives a version to what is placed, for an undo to find it again. */
  #keep(original: Float32Array, placement: Omit<Placement, "version">): Placement {
    this.#version += 1;
    const edit = { ...placement, version: this.#version };
    this.#before.set(edit.version, { edit, original });
    const [oldest] = this.#before.keys();
    if (this.#before.size > MOST_BEFORE) this.#before.delete(oldest as number);
    return edit;
  }

  #restore(version: number): Record<string, never> {
    const edit = this.#before.get(version)?.edit ?? null;
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
    this.onChange(this.state);
  }
}

/** The sd of each dimension; null where the encoder tells none that can be drawn. */
function spreadOf(logVariance: Float32Array | null): Float32Array | null {
  const spread = logVariance?.map((value) => Math.exp(0.5 * value)) ?? null;
  return spread?.every(Number.isFinite) ? spread : null;
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

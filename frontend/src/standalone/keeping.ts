// What a session holds of an exported page's own: its directions, and the sample of the reader's own.

import type { KeptStates, KeptVersions } from "../kept-states.ts";
import { type Modality, shapeOf } from "../modalities/index.ts";
import type { Description, Placement } from "../protocol.ts";
import type { PageDirections } from "./directions.ts";
import type { PageEditing } from "./editing.ts";

/** As a file has it: NaN is null there. */
export interface KeptOwn
  extends Pick<Placement, "error" | "scale" | "scale_label" | "method" | "notices"> {
  original: (number | null)[];
  z: number[];
  spread: number[] | null;
}

export interface KeptEdit {
  keep_lost: boolean;
  own: KeptOwn | null;
}

const METHODS = ["encoder", "gradients", "differences"];
const LONGEST = 2000;
const LAST_CODE_POINT = 0x10ffff;

export class PageKeeping {
  readonly #directions: PageDirections;
  readonly #editing: PageEditing;

  constructor(directions: PageDirections, editing: PageEditing) {
    this.#directions = directions;
    this.#editing = editing;
  }

  answers(kind: unknown): boolean {
    return kind === "kept" || kind === "take_kept";
  }

  /** What is kept now; what is edited is left out where it has more than `most` numbers. */
  now(most?: number): KeptStates {
    return { directions: this.#directions.kept, edit: this.#editing.kept(most) };
  }

  async answer(file: unknown): Promise<unknown> {
    if (!(file instanceof Uint8Array)) {
      return { file: new TextEncoder().encode(JSON.stringify(this.now())) };
    }
    const { directions, edit } = JSON.parse(new TextDecoder().decode(file)) as KeptStates;
    const entries = this.#directions.read(directions);
    const version = await this.#editing.read(edit);
    const before = this.#versions;
    this.#directions.put(entries);
    this.#editing.put(version, (edit as KeptEdit).keep_lost);
    return { before, after: this.#versions };
  }

  get #versions(): KeptVersions {
    const { version: edit, keep_lost } = this.#editing.state;
    return { directions: this.#directions.version, edit, keep_lost };
  }
}

/** What is edited, as a session of this model has it; an error says that it is none. */
export function readEdit(value: unknown, { latent_size, modality }: Description): KeptEdit {
  const { keep_lost, own } = (value ?? {}) as KeptEdit;
  if (typeof keep_lost !== "boolean" || (own !== null && !isOwn(own, latent_size, modality))) {
    throw new Error("what is edited in it is no output of this model.");
  }
  return { keep_lost, own };
}

function isOwn(own: KeptOwn, size: number, modality: Modality): boolean {
  if (typeof own !== "object") return false;
  const { original, z, spread, error, scale, scale_label, method, notices } = own;
  const isText = (text: unknown) => typeof text === "string" && text.length <= LONGEST;
  return (
    isOutput(original, modality) &&
    isCode(z, size) &&
    (spread === null || isCode(spread, size)) &&
    isNumber(error) &&
    isNumber(scale) &&
    error >= 0 &&
    scale >= 0 &&
    METHODS.includes(method) &&
    Array.isArray(notices) &&
    [scale_label, ...notices].every(isText)
  );
}

function isOutput(values: unknown, modality: Modality): boolean {
  const size = shapeOf(modality).reduce((product, extent) => product * extent, 1);
  if (!Array.isArray(values) || values.length !== size) return false;
  const within = (low: number, high: number) => (x: unknown) =>
    isNumber(x) && x >= low && x <= high;
  switch (modality.kind) {
    case "text": {
      const last = modality.vocabulary ? modality.vocabulary.length - 1 : LAST_CODE_POINT;
      const isShare = within(0, 1);
      return values.every((x, i) =>
        i % 2
          ? x === null || isShare(x)
          : Number.isInteger(x) && (x as number) >= -1 && (x as number) <= last,
      );
    }
    case "melody":
      return values.every((x) => x === 0 || x === 0.5 || x === 1);
    case "series":
      return values.every(isNumber);
    default:
      return values.every(within(modality.kind === "audio" ? -1 : 0, 1));
  }
}

function isCode(values: unknown, size: number): boolean {
  return Array.isArray(values) && values.length === size && values.every(isNumber);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(Math.fround(value));
}

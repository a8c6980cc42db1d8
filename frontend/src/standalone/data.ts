// What an exported page holds: a space, all that its views may ask, and the model that decodes.

import { revive } from "../arrays.ts";
import type { SupportTable } from "../geometry/support.ts";
import { unframe } from "../line.ts";
import type { RawModality } from "../modalities/index.ts";
import type { Ink } from "../pixels/ink.ts";
import type {
  Colouring,
  Gaps,
  Identity,
  MapProjection,
  ModelSheet,
  NameEntry,
  StyleGroups,
} from "../protocol.ts";
import type { Disentanglement } from "../views/disentanglement/report.ts";
import { fromPlanes, type Planes } from "./planes.ts";

/** Images as sheets of tiles, row by row, each a PNG; `labels` and values as text. */
export interface ExportedSamples {
  labels: (string | null)[] | null;
  attributes: [string, string[]][];
  sheets: Uint8Array[];
  width: number;
  height: number;
  columns: number;
  per_sheet: number;
  /** Of other kinds the canonical outputs, one after another; null where the page has none. */
  values?: Float32Array | null;
}

/** Outputs decoded beforehand, on a grid over the first map, where the model cannot run in a page. */
export interface Lattice {
  reason: string;
  columns: number;
  rows: number;
  /** Of the map: the first grid point and the last, x and y. */
  from: [number, number];
  to: [number, number];
  width: number;
  height: number;
  /** RGBA, one picture after the other, row by row from `from`; null of other kinds. */
  pixels: Uint8Array | null;
  /** Of other kinds canonical outputs in that order. */
  values: Float32Array | null;
}

/** How sure the encoder was of each sample, or why that is not here. */
export interface ExportedPosteriors {
  /** Flat, all samples of a dimension together: the bits of numbers in half precision. */
  log_variances: Uint16Array | null;
  reason: string | null;
}

/** What encodes one of the reader's own. */
export interface Encoding {
  encoder: Planes;
  /** The form of one sample, as the encoder takes it. */
  shown: RawModality;
  shape: number[];
  /** The error up to which the encoder is used in a page. */
  tolerance: number;
  /** A sample, and what the model itself gives for it. */
  probe: { samples: Float32Array; mean: Float32Array; log_variance: Float32Array | null };
  /** Of pictures. */
  ink: Ink | null;
  /** By how much the model misses the data's own samples; 0 where that is not known. */
  scale: number;
  scale_label: string;
}

export interface ExportData {
  /** Of the state, as the kernel would set them. */
  traits: Record<string, unknown>;
  maps: MapProjection[];
  colours: Colouring[];
  /** Flat, one code a sample. */
  codes: Float32Array;
  names: NameEntry[];
  style_groups: StyleGroups;
  support: SupportTable;
  identity: Identity;
  disentanglement: Disentanglement;
  posteriors: ExportedPosteriors;
  samples: ExportedSamples;
  speed_label: string;
  model: (ModelSheet & { decoder: Planes }) | null;
  lattice: Lattice | null;
  /** Null where nothing can be placed; `description.unplaceable` says why. */
  encoding?: Encoding | null;
  /** Of the data's own codes; null where the page measures none, `description.gapless` says why. */
  gaps?: Gaps | null;
}

export function readData(bytes: ArrayBuffer): ExportData {
  const [content, buffers] = unframe(bytes);
  const data = revive<Omit<ExportData, "codes"> & { codes: Planes }>(content, buffers);
  return { ...data, codes: new Float32Array(fromPlanes(data.codes).buffer) };
}

// The vocabulary of docs/architecture.md, "The page and the kernel", after `revive`.

import type { Changed, Quality } from "./directions/direction.ts";
import type { Reading, SupportTable } from "./geometry/support.ts";
import type { KeptVersions } from "./kept-states.ts";
import type { Modality, RawModality } from "./modalities/index.ts";
import type { Snapshot } from "./views/checkpoints/snapshot.ts";
import type { CoverageReport } from "./views/coverage/report.ts";
import type { DiagnosisReport } from "./views/diagnosis/report.ts";
import type {
  Disentanglement,
  FactorScatter,
  Importances,
} from "./views/disentanglement/report.ts";
import type { Alignment } from "./views/map/turn.ts";

export interface Description {
  name: string;
  n_samples: number;
  latent_shape: number[];
  latent_size: number;
  modality: Modality;
  can_encode: boolean;
  /** Whether there may be posteriors: an encoder, or those that a bundle kept. */
  has_posteriors: boolean;
  /** Whether the codes are those of data, not drawn at random. */
  from_data: boolean;
  /** Whether the data themselves can be shown. */
  has_samples: boolean;
  prior: "normal" | "uniform" | null;
  device: string;
  dropped: number;
  /** The way between codes that "auto" takes here, and why. */
  path: { name: "lerp" | "slerp"; reason: string };
  projections: string[];
  colours: { name: string; kind: "categorical" | "numeric" }[];
  /** The library that plays melodies, where they are. */
  sound?: Asset;
  /** Where only these maps can be had: in an exported page. */
  maps?: { method: string; dims: number }[];
  /** Of an exported page: why nothing of one's own can be placed there, "" where it can. */
  unplaceable?: string;
  /** Of an exported page, why it measures no re-encoding gap; "" where it does. */
  gapless?: string;
}

/** One entry a dimension; `histogram` is row-major, 24 bins a dimension, in 0..1. */
export interface Sliders {
  order: Uint32Array;
  effect: Float32Array;
  low: Float32Array;
  high: Float32Array;
  mean: Float32Array;
  sd: Float32Array;
  dead: Uint8Array;
  histogram: Float32Array;
  ready: boolean;
}

/** An image as a canvas takes it. */
export interface Pixels {
  pixels: Uint8Array;
  encoding: "rgba8" | "jpeg";
  width: number;
  height: number;
  not_finite: number;
}

/** An output of any other kind: canonical, flat. */
export interface Values {
  values: Float32Array;
  not_finite: number;
}

/** One output. */
export type Picture = Pixels | Values;

/** Whether the picture lost something on its way; asked for again where it is to be exact. */
export function isLossy(picture: Picture): boolean {
  return "encoding" in picture && picture.encoding === "jpeg";
}

/** A decoded output, the code `z` that it shows and, as far as known, its place on a map. */
export type Frame = Picture & FrameFacts;

export interface FrameFacts {
  decode_ms: number;
  total_ms: number;
  device: string;
  point: number[] | null;
  projection: string | null;
  z: Float32Array;
  /** What the picture does not show as the model gave it. */
  notice: string | null;
  /** Where `z` lies among the data's codes, where what decoded it has them. */
  reading?: Reading;
}

export interface MapProjection {
  key: string;
  method: string;
  dims: number;
  title: string;
  note: string;
  coordinates: Float32Array;
  quality: {
    trustworthiness: number;
    continuity: number;
    neighbor_recall: number;
    explained_variance: number | null;
    k: number;
    n_evaluated: number;
  };
  held: number;
  /** Of PCA, row by row: with these the page finds codes itself. */
  plane: { center: Float32Array; components: Float32Array } | null;
}

export interface ProjectionProgress {
  iteration: number;
  total: number;
  coordinates: Float32Array | null;
}

/** A sample of the user's own: its code, what the model makes of it, how far that is from it. */
export interface Placement {
  /** Counts the samples that were placed in the space. */
  version: number;
  z: Float32Array;
  /** The posterior's sd along each dimension; null where the model tells none. */
  spread: Float32Array | null;
  /** By the distance of this kind of output, in [0, 1]. */
  error: number;
  /** Such a distance to read it against, and of what it is; 0 where there is none. */
  scale: number;
  scale_label: string;
  method: "encoder" | "gradients" | "differences";
  /** What had to be done to the sample, in sentences. */
  notices: string[];
  original: Picture;
  reconstruction: Picture;
}

/** Which sample is edited, 0 is none; whether the result keeps what the model lost. */
export interface EditState {
  version: number;
  keep_lost: boolean;
}

export interface Edited {
  edit: Placement | null;
  /** Of pictures: the paper that the data are drawn on, and whether they are drawings on it. */
  ink: { paper: [number, number, number]; drawn: boolean } | null;
}

export interface PlacementProgress {
  step: number;
  total: number;
  error: number;
  picture: Picture;
}

export interface ProjectionOptions {
  perplexity?: number;
  seed?: number;
}

/** The class of a point whose class is missing. */
export const MISSING = 65535;

export interface Colouring {
  name: string;
  kind: "categorical" | "numeric";
  categories: string[];
  values: Uint16Array | Float32Array;
  low: number;
  high: number;
  note: string;
}

export interface About extends Omit<Reading, "index" | "distance"> {
  nearest: { index: number; distance: number; picture: Picture | null };
}

export interface Sample {
  index: number;
  z: Float32Array;
  label: string | null;
  picture: Picture | null;
  reconstruction: Picture | null;
  attributes: [string, string][];
}

/** Many small pictures as the tiles of one, row-major. */
export interface Atlas {
  atlas: Pixels;
  columns: number;
  size: number;
}

/** Of texts there are no pictures: the texts themselves, row-major. */
export interface Texts {
  texts: string[];
  columns: number;
  size: number;
}

export type Thumbnails = Atlas | Texts;

/** The outputs of many codes, row by row; `aspect` is that of one tile, width by height. */
export type Strips = Thumbnails & { rows: number; aspect: number };

/** A file that the page may ask for by `asset`; `key` is the digest of its bytes. */
export interface Asset {
  name: string;
  key: string;
  size: number;
}

/** How far an exported model is from the one it was made of, relative to the largest output. */
export interface Parity {
  error: number;
  tolerance: number;
  batches: number[];
  n_codes: number;
}

/** What is to be known of an exported model to run it. */
export interface ModelSheet {
  /** Of ONNX Runtime; wasm where it is not said. */
  engine?: "wasm" | "webgpu";
  modality: RawModality;
  latent_shape: number[];
  batched: boolean;
  precision: "float32" | "float16";
  /** Of a style-based generator: how many layers take a style beside the code, and its size. */
  layers?: [number, number] | null;
  /** The input that a code of the space is. */
  takes?: "codes" | "layers";
  parity: Parity;
  /** Codes and, of the outputs that the model gives for them, each `probe_every`th number. */
  probe: { codes: Float32Array; outputs: Float32Array };
  probe_every: number;
}

/** What decoding in the page takes, and where it is to be had. */
export interface PageModel extends Omit<ModelSheet, "probe"> {
  /** All codes of the probe, then all outputs: too large for one message. */
  probe: Asset;
  worker: Asset;
  wasm: Asset;
  decoder: Asset;
  /** The codes of the data; null where they are too many to be brought. */
  codes: Asset | null;
}

/** What tells a space from others, as of `spaces/identity.py`. */
export interface SpaceIdentity {
  name: string;
  fingerprint: string;
  latent_shape: number[];
  n_samples: number;
  seed: number;
  trace: number[];
  spread: number[];
}

export interface Identity {
  space: SpaceIdentity;
  /** The version of latentwidgets. */
  package: string;
  /** The Python expression that gives the space again, where it is known. */
  source: string | null;
}

export interface Bookmark {
  name: string;
  z: Float32Array;
}

/** A code that has a name: the mean of some samples (`of` a label or attribute), or a direction. */
export interface NameEntry {
  name: string;
  kind: "mean" | "direction";
  of: string;
  z: Float32Array;
  /** Over how many samples it is the mean. */
  count: number;
}

/** Dimensions that go from one code to another together, and what they do. */
export interface StyleGroup {
  name: string;
  dims: Uint32Array;
  carries: string;
}

/** `how` they were found; where there are none, why not. */
export interface StyleGroups {
  groups: StyleGroup[];
  how: string;
  /** Where dimensions are those of a style for each layer, which codes come to (`layer_styles`). */
  layers?: [number, number] | null;
}

/** The re-encoding gaps of the data's own codes, or quantiles of them, rising; `n` were measured. */
export interface Gaps {
  own: Float32Array;
  n: number;
  /** 95 % of them are smaller. */
  high: number;
}

/** Posteriors on a flat PCA map: their places, and (xx, xy, yy) of each, in the map's units. */
export interface Spread {
  points: Float32Array;
  covariances: Float32Array;
}

/** Samples, the nearest first. */
export interface Nearest {
  indices: Uint32Array;
  distances: Float32Array;
}

/** What dimensions are called: pairs of index and name. */
export interface DimensionNames {
  names: [number, string][];
}

/** A way through anchors: its knots, flat, and where on it, 0 to 1, each lies. */
export interface FoundPath {
  name: PathKind;
  reason: string;
  between: "lerp" | "slerp";
  knots: Float32Array;
  shares: Float32Array;
}

export type PathKind = "lerp" | "slerp" | "data" | "geodesic";

export interface PathProgress {
  stage: "graph" | "search" | "geodesic" | "curves";
  done: number;
  total: number;
}

/** Along some codes: how far the output moves from each to the next, and how dense the data lie. */
export interface Curves {
  speed: Float32Array;
  density: Float32Array;
  /** Between these lie 90 % of the data's own densities. */
  low: number;
  high: number;
  speed_label: string;
  density_label: string;
}

export interface Requests {
  align: { alignment: Alignment | null };
  neighbors: { index: number; stayed: Uint32Array; left: Uint32Array; came: Uint32Array };
  decode: Frame;
  about: About;
  sample: Sample;
  thumbnails: Thumbnails;
  tiles: Strips;
  random: { z: Float32Array };
  project: MapProjection;
  place: Placement;
  edited: Edited;
  restore_edit: Record<string, never>;
  kept: { file: Uint8Array };
  take_kept: { before: KeptVersions; after: KeptVersions };
  keep_lost: Record<string, never>;
  codes: { codes: Float32Array };
  colour: Colouring;
  coverage: CoverageReport;
  coverage_tiles: Thumbnails;
  diagnosis: { report: DiagnosisReport | null };
  diagnosis_page: { data: Uint8Array };
  cancel: Record<string, never>;
  direction: Changed;
  direction_quality: { quality: Quality };
  edit_direction: Changed;
  find_direction: Changed;
  keep_direction: Changed;
  identity: Identity;
  mean: { z: Float32Array };
  names: { entries: NameEntry[] };
  nearest: Nearest;
  style_groups: StyleGroups;
  layer_styles: { codes: Float32Array };
  disentanglement: Disentanglement;
  factor_scatter: FactorScatter;
  importances: Importances;
  name_dimension: { before: string | null };
  line: { address: string | null };
  locate: { points: Float32Array };
  path: FoundPath;
  curves: Curves;
  outputs: { values: Float32Array };
  page_model: PageModel;
  snapshot: Snapshot;
  restore_directions: Record<string, never>;
  /** Asked of a view's own model. */
  as_python: { text: string };
  asset: { data: Uint8Array };
  /** And where the codes are to be had; null where they are too many. */
  support: SupportTable & { codes: Asset | null };
  gap: { gap: number | null };
  gaps: Gaps;
  inverse: { codes: Float32Array };
  veil: { doubt: Float32Array };
  spread: Spread;
}

export type Kind = keyof Requests;
export type Payload = Record<string, unknown>;

export interface Reply {
  kind: "reply" | "progress";
  id: string;
  ok?: boolean;
  result?: unknown;
  error?: string;
  cancelled?: boolean;
}

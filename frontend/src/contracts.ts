// What a view is, and what the store tells it.

import type { Confidence } from "./confidence.ts";
import type { Directions } from "./directions/direction.ts";
import type { Cleanup } from "./emitter.ts";
import type {
  About,
  Bookmark,
  Colouring,
  EditState,
  Frame,
  MapProjection,
  ProjectionProgress,
  Sample,
  Sliders,
} from "./protocol.ts";
import type { Status } from "./status.ts";
import type { SpaceStore } from "./store.ts";

/** Who moved `z`. */
export type Origin =
  | "slider"
  | "map"
  | "sample"
  | "random"
  | "reset"
  | "bookmark"
  | "arithmetic"
  | "style"
  | "history"
  | "kernel";

export interface StoreEvents {
  z: Origin;
  frame: Frame;
  point: number[] | null;
  /** A move off the map, or another map: `store.held`. */
  held: null;
  about: About | null;
  /** How much the data say of the current code: at every frame where the page has their codes. */
  confidence: Confidence | null;
  chosen: Sample | null;
  selection: Uint32Array;
  bookmarks: Bookmark[];
  projection: MapProjection;
  "projection-progress": ProjectionProgress | null;
  colour: Colouring | null;
  "dimension-names": ReadonlyMap<number, string>;
  directions: Directions;
  sliders: Sliders;
  /** A view asks for the slider of a dimension: `store.showDimension`. */
  dimension: { dimension: number; from: Element };
  status: Status;
  /** Something is about to be taken back or done again: what is not finished becomes an act first. */
  finish: null;
  /** What can be undone, or the journal. */
  history: null;
  edit: EditState;
  /** What a tool is set to: `store.toolState`. */
  tools: null;
  /** A map of the space has come to the page, or gone: `store.onMap`. */
  maps: null;
  /** What is drawn over the maps has changed: `store.overlays`. */
  overlays: null;
}

/** A widget's own traits, beside the state that all views share; gone with the view. */
export interface OwnTraits {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  on(name: string, listener: () => void): Cleanup;
  /** The lines that reproduce the view, by its half in Python. */
  asPython(): Promise<string>;
}

/** `traits`, an `OwnTraits`: where the view is a widget of its own. */
export type ViewOptions = Record<string, unknown>;
export type ViewFactory = (
  store: SpaceStore,
  element: HTMLElement,
  options?: ViewOptions,
) => Cleanup;

// What shows one output of a kind, in the page.

import type { Picture } from "../protocol.ts";
import type { SoundLibrary } from "../sound/engine.ts";
import type { Places } from "./places/place.ts";

/** What `ShowOptions.before` is of: the last rest, or a sample before its edit. */
export type Reference = "rest" | "edit";

export const CHANGED: Record<Reference, string> = {
  rest: "changed since the last rest",
  edit: "changed by the edit",
};

export interface RendererOptions {
  /** In words beside what is marked; the last rest by default. */
  reference?: Reference;
  /** Beside the main one: small, without controls. */
  compact?: boolean;
  /** What it shows, for those who do not see it. */
  label?: string;
  /** Of the space, for names of files. */
  name?: string;
  /** Brings what plays melodies, when one is first played. */
  sound?: () => Promise<SoundLibrary>;
}

export interface ShowOptions {
  /** Of the last rest, or of before an edit: what has changed since then is marked. */
  before?: Picture | null;
}

export interface Renderer {
  readonly element: HTMLElement;
  /** Of a compact one: to be put beside `element`, since that may lie in a button. */
  readonly controls?: HTMLElement;
  /** Of the main one: what can be pointed at. */
  readonly places?: Places;
  /** Shows the newest output; called up to sixty times a second. */
  show(picture: Picture, options?: ShowOptions): void;
  dispose(): void;
}

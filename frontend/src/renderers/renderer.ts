// What shows one output of a kind, in the page.

import type { Picture } from "../protocol.ts";

export interface RendererOptions {
  /** Beside the main one: small, without controls. */
  compact?: boolean;
  /** What it shows, for those who do not see it. */
  label?: string;
}

export interface ShowOptions {
  /** Of the last rest: what has changed since then is marked. */
  before?: Picture | null;
}

export interface Renderer {
  readonly element: HTMLElement;
  /** Shows the newest output; called up to sixty times a second. */
  show(picture: Picture, options?: ShowOptions): void;
  dispose(): void;
}

// In the place of the page runtime in an exported page, whose host decodes.

import type { PageRuntime } from "./index.ts";

export type PageDecoding = Pick<PageRuntime, keyof PageRuntime>;

export const NO_PAGE: PageDecoding = {
  runtime: "page",
  start: async () => {},
  setProjection: async () => {},
  serves: () => false,
  decode: () => Promise.reject(new Error("the page has no decoder")),
  tiles: () => null,
  styles: () => null,
  outputs: () => null,
  dispose: () => {},
};

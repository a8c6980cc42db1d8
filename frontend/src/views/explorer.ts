// The explorer: the map, the decoded picture and the sliders of one space, joined.

import { h } from "../dom.ts";
import type { ViewFactory } from "../store.ts";
import { createAnnouncer } from "./announcer.ts";
import { createDecoded } from "./decoded.ts";
import { createDrawer } from "./drawer.ts";
import { createHeader } from "./header.ts";
import { createMap } from "./map/index.ts";
import { createSliders } from "./sliders.ts";
import { TOOLS } from "./tools.ts";

/**
 * `options.sliders: false` leaves sliders and tools out, where single dimensions cannot be moved;
 * `options.name: false` the name, where the page says it.
 */
export const createExplorer: ViewFactory = (store, element, options = {}) => {
  const withSliders = options.sliders !== false;
  const header = createHeader(store, options.name !== false);
  const announcer = createAnnouncer(store);
  const drawer = withSliders && TOOLS.length > 0 ? createDrawer(store) : null;
  const map = h("div", "lw-explorer-map");
  const decoded = h("div", "lw-explorer-decoded");
  const sliders = h("div", "lw-explorer-sliders");
  const view = h(
    "div",
    "lw-explorer",
    { role: "group", "aria-label": `Latent explorer: ${store.description.name}` },
    header.element,
    h("div", "lw-main", {}, map, decoded),
    ...(withSliders ? [sliders] : []),
    ...(drawer ? [drawer.element] : []),
    announcer.element,
  );
  element.append(view);
  const cleanups = [
    createMap(store, map),
    createDecoded(store, decoded),
    withSliders ? createSliders(store, sliders) : () => {},
    () => drawer?.dispose(),
    header.dispose,
    announcer.dispose,
    () => view.remove(),
  ];
  return () => {
    for (const cleanup of cleanups) cleanup();
  };
};

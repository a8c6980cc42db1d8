// The signs on the buttons of a player, drawn so that they look the same with every font.

import { svg } from "../views/map/svg.ts";

const PATHS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  stop: "M3.5 3.5h9v9h-9z",
  loop: "M4 6.5A4.5 4.5 0 0 1 12 5l1-1v4H9l1.6-1.6A2.9 2.9 0 0 0 5.6 6.5zM12 9.5A4.5 4.5 0 0 1 4 11l-1 1V8h4L5.4 9.6a2.9 2.9 0 0 0 5-.1z",
  save: "M7 2h2v6h3l-4 4-4-4h3zM3 13h10v1.5H3z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const attributes = { viewBox: "0 0 16 16", class: "lw-sound-icon", "aria-hidden": "true" };
  return svg("svg", attributes, svg("path", { d: PATHS[name] }));
}

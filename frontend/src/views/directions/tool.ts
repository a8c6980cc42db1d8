// The drawer's tab, and the widget of its own.

import type { Tool } from "../tools.ts";
import { createDirections } from "./index.ts";

export const DIRECTIONS: Tool = {
  id: "directions",
  title: "Directions",
  hint: "Sliders that mean something: from an attribute, from two lassos, or found without labels",
  create: createDirections,
};

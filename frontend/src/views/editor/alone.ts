// The editor as a widget of its own: with the decoded output beside it and the sliders below, since
// these edit.

import { h } from "../../dom.ts";
import type { ViewFactory } from "../../store.ts";
import { createDecoded } from "../decoded.ts";
import { mountTool } from "../drawer.ts";
import { createSliders } from "../sliders.ts";
import { EDITOR } from "./index.ts";

export const createEditorAlone: ViewFactory = (store, element) => {
  const decoded = h("div", "lw-tool-decoded");
  const panel = h("div", "lw-tool-panel", { role: "group", "aria-label": EDITOR.title });
  const sliders = h("div", "lw-tool-sliders");
  const tool = h("div", "lw-tool", {}, panel, decoded, sliders);
  element.append(tool);
  const cleanups = [
    mountTool(store, panel, EDITOR),
    createDecoded(store, decoded),
    createSliders(store, sliders),
  ];
  return () => {
    for (const cleanup of cleanups) cleanup();
    tool.remove();
  };
};

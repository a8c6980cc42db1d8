// A tool as a widget of its own: the decoded output beside it, since a tool moves the code.

import { h } from "./dom.ts";
import { createDecoded } from "./views/decoded.ts";
import { mountTool } from "./views/drawer.ts";
import type { Tool } from "./views/tools.ts";
import { defineWidget, type WidgetModule } from "./widget.ts";

export function defineTool(tool: Tool): WidgetModule {
  return defineWidget((store, element, options) => {
    const decoded = h("div", "lw-tool-decoded");
    const panel = h("div", "lw-tool-panel", { role: "group", "aria-label": tool.title });
    const view = h("div", "lw-tool", {}, panel, decoded);
    element.append(view);
    const cleanups = [mountTool(store, panel, tool, options), createDecoded(store, decoded)];
    return () => {
      for (const cleanup of cleanups) cleanup();
      view.remove();
    };
  });
}

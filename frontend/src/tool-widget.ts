// A tool as a widget of its own: the decoded output beside it, since a tool moves the code.

import type { OwnTraits, ViewFactory } from "./contracts.ts";
import { h } from "./dom.ts";
import { createDecoded } from "./views/decoded.ts";
import { mountTool } from "./views/drawer.ts";
import { createSmallHeader } from "./views/header.ts";
import type { Tool } from "./views/tools.ts";
import { defineWidget, type WidgetModule } from "./widget.ts";

/** `below`: what stands under both, where the tool needs it. */
export function defineTool(tool: Tool, below?: ViewFactory): WidgetModule {
  return defineWidget((store, element, options = {}) => {
    const header = createSmallHeader(store, (options.traits as OwnTraits).asPython);
    const decoded = h("div", "lw-tool-decoded");
    const panel = h("div", "lw-tool-panel", { role: "group", "aria-label": tool.title });
    const bottom = below ? [h("div", "lw-tool-below")] : [];
    const view = h("div", "lw-tool", {}, header.element, panel, decoded, ...bottom);
    element.append(view);
    const cleanups = [
      header.dispose,
      mountTool(store, panel, tool, options),
      createDecoded(store, decoded),
      ...bottom.map((place) => below?.(store, place) ?? (() => {})),
    ];
    return () => {
      for (const cleanup of cleanups) cleanup();
      view.remove();
    };
  });
}

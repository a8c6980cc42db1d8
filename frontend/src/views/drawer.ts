// The explorer's drawer: a tab for each tool, one open at a time, none at first.

import { h } from "../dom.ts";
import type { Cleanup, SpaceStore, ViewOptions } from "../store.ts";
import { TOOLS, type Tool } from "./tools.ts";

interface Tab {
  tool: Tool;
  button: HTMLButtonElement;
  panel: HTMLElement;
  /** Made when the tab is first opened. */
  close: Cleanup | null;
}

let count = 0;

export function createDrawer(
  store: SpaceStore,
  tools: readonly Tool[] = TOOLS,
): { element: HTMLElement; dispose: Cleanup } {
  count += 1;
  const tabs: Tab[] = tools.map((tool) => {
    const id = `lw-drawer-${count}-${tool.id}`;
    const button = h("button", "lw-tab", {
      type: "button",
      role: "tab",
      id: `${id}-tab`,
      title: tool.hint,
      "aria-selected": "false",
      "aria-controls": id,
    });
    button.textContent = tool.title;
    const panel = h("div", "lw-drawer-panel", {
      id,
      role: "tabpanel",
      "aria-labelledby": `${id}-tab`,
      hidden: true,
    });
    return { tool, button, panel, close: null };
  });
  const list = h(
    "div",
    "lw-tabs",
    { role: "tablist", "aria-label": "Tools" },
    ...tabs.map(({ button }) => button),
  );
  const element = h("div", "lw-drawer", {}, list, ...tabs.map(({ panel }) => panel));

  const show = (open: Tab | null) => {
    for (const tab of tabs) {
      const isOpen = tab === open;
      tab.button.setAttribute("aria-selected", String(isOpen));
      tab.panel.hidden = !isOpen;
      if (isOpen) tab.close ??= mountTool(store, tab.panel, tab.tool);
    }
    // One tab is always in the order of the Tab key.
    for (const tab of tabs) tab.button.tabIndex = tab === (open ?? tabs[0]) ? 0 : -1;
  };
  const isOpen = (tab: Tab) => !tab.panel.hidden;
  for (const tab of tabs) {
    tab.button.addEventListener("click", () => show(isOpen(tab) ? null : tab));
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.findIndex(({ button }) => button === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length] as Tab;
    for (const { button } of tabs) button.tabIndex = button === next.button ? 0 : -1;
    next.button.focus();
  });
  show(null);
  return {
    element,
    dispose: () => {
      for (const { close } of tabs) close?.();
    },
  };
}

/** The view of a tool, or the sentence that says why there is none. */
export function mountTool(
  store: SpaceStore,
  element: HTMLElement,
  tool: Tool,
  options: ViewOptions = {},
): Cleanup {
  const refusal = tool.refusal?.(store) ?? null;
  if (refusal === null) return tool.create(store, element, options);
  element.append(h("p", "lw-message lw-refusal", {}, refusal));
  return () => element.replaceChildren();
}

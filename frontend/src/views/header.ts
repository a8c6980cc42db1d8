// The explorer's head: what is explored, undo and redo, bookmarks, journal, help.

import { button, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Description } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";
import { count } from "../words.ts";
import { createBookmarks } from "./bookmarks.ts";
import { createHelp } from "./help.ts";
import { createJournal } from "./journal.ts";
import { createLastSession } from "./last-session.ts";

const ICON = "lw-button lw-icon";

function describe(description: Description): string {
  const { latent_size, n_samples, from_data, dropped } = description;
  const parts = [
    count(latent_size, "dimension"),
    count(n_samples, from_data ? "sample" : "sampled code"),
  ];
  if (dropped > 0) parts.push(`${dropped.toLocaleString("en")} dropped`);
  return parts.join(" · ");
}

export function createHeader(
  store: SpaceStore,
  withName = true,
): { element: HTMLElement; dispose: Cleanup } {
  const undo = button(
    "↶",
    () => store.undo(),
    { "aria-label": "Undo", title: "Undo (Ctrl+Z)" },
    ICON,
  );
  const redo = button(
    "↷",
    () => store.redo(),
    { "aria-label": "Redo", title: "Redo (Ctrl+Shift+Z)" },
    ICON,
  );
  const bookmarks = createBookmarks(store);
  const journal = createJournal(store);
  const lastSession = createLastSession(store);
  const help = createHelp(store.description.modality.kind);
  const name = h("b", "lw-name", {}, store.description.name);
  name.title = store.description.name;
  const element = h(
    "header",
    "lw-header",
    {},
    ...(withName ? [name] : []),
    h("span", "lw-soft lw-meta", {}, describe(store.description)),
    bookmarks.list,
    h("span", "lw-header-buttons", {}, undo, redo, bookmarks.star, journal.button, help.button),
    lastSession.element,
    journal.panel,
    help.panel,
  );
  const showHistory = () => {
    const { undoing, redoing } = store;
    undo.disabled = undoing === null;
    redo.disabled = redoing === null;
    undo.title = undoing === null ? "Undo (Ctrl+Z)" : `Undo: ${undoing} (Ctrl+Z)`;
    redo.title = redoing === null ? "Redo (Ctrl+Shift+Z)" : `Redo: ${redoing} (Ctrl+Shift+Z)`;
  };
  showHistory();
  const cleanups = [
    store.on("history", showHistory),
    bookmarks.dispose,
    journal.dispose,
    lastSession.dispose,
    help.dispose,
  ];
  return {
    element,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

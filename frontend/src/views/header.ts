// The explorer's head: what is explored, undo and redo, bookmarks, journal, help; and, of a view alone,
// the same without what only the explorer needs.

import { button, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Description } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";
import { count } from "../words.ts";
import { createBookmarks } from "./bookmarks.ts";
import { createHelp } from "./help.ts";
import { createJournal } from "./journal.ts";
import { createLastSession } from "./last-session.ts";
import { explorerLines } from "./session-bar.ts";

interface Header {
  element: HTMLElement;
  dispose: Cleanup;
}

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

export function createHeader(store: SpaceStore, withName = true): Header {
  const acts = createActs(store, () => explorerLines(store));
  const lastSession = createLastSession(store);
  const help = createHelp(store.description.modality.kind);
  const element = h(
    "header",
    "lw-header",
    {},
    ...(withName ? [nameOf(store)] : []),
    h("span", "lw-soft lw-meta", {}, describe(store.description)),
    acts.bookmarks,
    h("span", "lw-header-buttons", {}, ...acts.buttons, help.button),
    lastSession.element,
    acts.panel,
    help.panel,
  );
  return {
    element,
    dispose: () => {
      for (const each of [acts, lastSession, help]) each.dispose();
    },
  };
}

/** `asPython` gives the lines that reproduce the view. */
export function createSmallHeader(store: SpaceStore, asPython: () => Promise<string>): Header {
  const { bookmarks, buttons, panel, dispose } = createActs(store, asPython);
  const right = h("span", "lw-header-buttons", {}, ...buttons);
  return {
    element: h("header", "lw-header", {}, nameOf(store), bookmarks, right, panel),
    dispose,
  };
}

function nameOf({ description: { name } }: SpaceStore): HTMLElement {
  return h("b", "lw-name", { title: name }, name);
}

/** What was done and kept: undo and redo, bookmarks, the journal. */
function createActs(store: SpaceStore, asPython: () => Promise<string>) {
  const undo = button("↶", () => store.undo(), { "aria-label": "Undo" }, ICON);
  const redo = button("↷", () => store.redo(), { "aria-label": "Redo" }, ICON);
  const bookmarks = createBookmarks(store);
  const journal = createJournal(store, asPython);
  const showHistory = () => {
    const { undoing, redoing } = store;
    undo.disabled = undoing === null;
    redo.disabled = redoing === null;
    undo.title = undoing === null ? "Undo (Ctrl+Z)" : `Undo: ${undoing} (Ctrl+Z)`;
    redo.title = redoing === null ? "Redo (Ctrl+Shift+Z)" : `Redo: ${redoing} (Ctrl+Shift+Z)`;
  };
  showHistory();
  const cleanups = [store.on("history", showHistory), bookmarks.dispose, journal.dispose];
  return {
    bookmarks: bookmarks.list,
    buttons: [undo, redo, bookmarks.star, journal.button],
    panel: journal.panel,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

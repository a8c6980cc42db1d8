// The explorer's head: what is explored, undo and redo, bookmarks, help.

import { sameArray } from "../arrays.ts";
import { button, h, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Bookmark, Description } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";
import { count } from "../words.ts";
import { createHelp } from "./help.ts";
import { makeDraggable } from "./slots/index.ts";

const ICON = "lw-button lw-icon";

function describe(description: Description): string {
  const { latent_size, n_samples, has_samples, dropped } = description;
  const parts = [
    count(latent_size, "dimension"),
    count(n_samples, has_samples ? "sample" : "sampled code"),
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
    h("span", "lw-header-buttons", {}, undo, redo, bookmarks.star, help.button),
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
  const cleanups = [store.on("history", showHistory), bookmarks.dispose, help.dispose];
  return {
    element,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

/** A star that keeps the current code or lets it go, and a chip for each that is kept. */
function createBookmarks(store: SpaceStore) {
  const list = h("span", "lw-bookmarks", { role: "list", "aria-label": "Bookmarks" });
  const current = () => store.bookmarks.find((bookmark) => sameArray(bookmark.z, store.z));
  const toggle = () => {
    const found = current();
    if (found) store.removeBookmark(found.name);
    else store.addBookmark();
  };
  const star = button("☆", toggle, {}, ICON);

  const chip = (bookmark: Bookmark) => {
    const go = () => {
      store.setZ(bookmark.z, "bookmark");
      store.settle();
    };
    const label = `Remove ${bookmark.name}`;
    const remove = () => store.removeBookmark(bookmark.name);
    const chosen = button(bookmark.name, go, { title: `Go to ${bookmark.name}` }, "lw-bookmark-go");
    makeDraggable(store, chosen, () => ({ ...bookmark, kind: "bookmark" }));
    return h(
      "span",
      "lw-bookmark",
      { role: "listitem" },
      chosen,
      button("×", remove, { "aria-label": label, title: label }, "lw-bookmark-remove"),
    );
  };
  const showList = () => {
    list.replaceChildren(...store.bookmarks.map(chip));
    showStar();
  };
  const showStar = () => {
    const kept = current() !== undefined;
    if (star.textContent === (kept ? "★" : "☆") && star.title) return;
    setText(star, kept ? "★" : "☆");
    star.setAttribute("aria-pressed", String(kept));
    star.setAttribute("aria-label", "Bookmark this point");
    star.title = kept ? "Remove this bookmark" : "Bookmark this point";
  };
  showList();
  const cleanups = [store.on("bookmarks", showList), store.on("z", showStar)];
  return {
    list,
    star,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

// The journal: what was done, the newest first, each with its picture; a click goes back there.

import { button, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import { type Entry, MOST_ENTRIES } from "../journal.ts";
import type { SpaceStore } from "../store.ts";
import { CodePictures } from "./code-pictures.ts";
import { createHeaderPanel } from "./header-panel.ts";
import { createSessionBar } from "./session-bar.ts";

const PICTURE = 28;
const NOTHING =
  "Nothing has been done yet. Each move, choice and bookmark will be listed here, to go back to.";

export function createJournal(
  store: SpaceStore,
  asPython: () => Promise<string>,
): {
  button: HTMLButtonElement;
  panel: HTMLElement;
  dispose: Cleanup;
} {
  const opener = h("button", "lw-button lw-icon", {
    type: "button",
    "aria-label": "Journal",
    title: "Journal: what was done; save the session, copy as Python",
  });
  opener.textContent = "☰";
  const pictures = new CodePictures(store, PICTURE);
  const list = h("ol", "lw-journal-list", { tabindex: -1 });
  const note = h("p", "lw-soft lw-journal-note");
  // A row is kept as long as its entry: the focus stays on it.
  let rows = new Map<Entry, HTMLElement>();
  const show = () => {
    const entries = [...store.journal].reverse();
    const shown = entries.map((entry) => rows.get(entry) ?? row(store, entry, pictures));
    rows = new Map(entries.map((entry, i) => [entry, shown[i] as HTMLElement]));
    for (const element of list.querySelectorAll("li")) {
      if (!shown.includes(element)) element.remove();
    }
    for (const [i, element] of shown.entries()) {
      if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
    }
    const isFull = entries.length === MOST_ENTRIES;
    note.hidden = entries.length > 0 && !isFull;
    note.textContent = isFull ? `The last ${MOST_ENTRIES} acts are kept.` : NOTHING;
  };
  const panel = createHeaderPanel(opener, "Journal", "lw-journal", (open) => open && show());
  panel.element.append(
    h("h3", "lw-title", {}, "Journal"),
    list,
    note,
    createSessionBar(store, asPython),
  );
  const off = store.on("history", () => panel.isOpen && show());
  return {
    button: opener,
    panel: panel.element,
    dispose: () => {
      off();
      pictures.dispose();
      panel.dispose();
    },
  };
}

function row(store: SpaceStore, entry: Entry, pictures: CodePictures): HTMLElement {
  const { label, place, time, undone } = entry;
  const date = new Date(time);
  const clock = h("time", "lw-soft", { datetime: date.toISOString() }, clockOf(date));
  const words = h("span", "lw-journal-words", { dir: "auto" }, label);
  const taken = undone ? [h("span", "lw-spoken", {}, " (undone)")] : [];
  const go = button("", () => store.goTo(entry), { title: "Go back there" }, "lw-journal-go");
  go.append(pictures.make(place.z), words, ...taken, clock);
  return h("li", undone ? "lw-undone" : "", {}, go);
}

function clockOf(date: Date): string {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

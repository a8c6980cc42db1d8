// Below the journal: the session saved to a file and loaded from one, and the figure as Python.

import { codeLines, type Depicted } from "../code-lines.ts";
import { button, h, setText } from "../dom.ts";
import { namesOf } from "../names.ts";
import { MOST_BYTES } from "../session.ts";
import { fittedSession, sessionText, takeUp } from "../sessions.ts";
import { download, fileName } from "../sound/download.ts";
import type { SpaceStore } from "../store.ts";

/** What the lines may name. */
async function namedIn(store: SpaceStore): Promise<Pick<Depicted, "identity" | "known">> {
  const { tools } = store.state;
  const [identity, names, { groups, layers }] = await Promise.all([
    store.identity(),
    namesOf(store),
    "styles" in tools ? store.request("style_groups", {}) : { groups: [], layers: null },
  ]);
  const { latent_shape: latentShape } = store.description;
  return {
    identity,
    known: { latentShape, names, groups, layers, directions: store.directions.entries },
  };
}

/** The lines of the explorer, by the page itself. */
export async function explorerLines(store: SpaceStore): Promise<string> {
  return codeLines({ view: "LatentExplorer", ...store.state, ...(await namedIn(store)) });
}

/** `asPython` gives the lines that reproduce what is shown. */
export function createSessionBar(store: SpaceStore, asPython: () => Promise<string>): HTMLElement {
  const words = h("p", "lw-soft lw-session-words", { role: "status", hidden: true });
  const lines = h("textarea", "lw-code-lines", {
    "aria-label": "Python that reproduces this figure",
    readonly: true,
    rows: 8,
    hidden: true,
    spellcheck: "false",
  });
  const say = (text: string) => {
    words.hidden = text === "";
    setText(words, text);
  };
  const act = async (job: () => Promise<string>) => {
    lines.hidden = true;
    say("");
    try {
      say(await job());
    } catch (error) {
      say((error as Error).message);
    }
  };

  const save = async () => {
    const bytes = new TextEncoder().encode(await sessionText(store));
    const name = fileName(`${store.description.name}-session`, "json");
    download(bytes, name, "application/json");
    return `Saved as ${name}.`;
  };
  const load = async (file: File) => {
    if (file.size > MOST_BYTES) throw new Error(`${file.name} is too large for a session.`);
    try {
      const { session, leftOut } = await fittedSession(store, await file.text());
      await takeUp(store, session);
      return [`Loaded ${file.name}.`, ...leftOut].join(" ");
    } catch (error) {
      throw new Error(`${file.name} cannot be loaded: ${(error as Error).message}`);
    }
  };
  const copy = async () => {
    if (!store.status.connected) throw new Error("The kernel has stopped: run the cell again.");
    const text = await asPython();
    try {
      await navigator.clipboard.writeText(text);
      return "Copied: paste it into a cell.";
    } catch {
      // Not on a secure page, or not allowed: the lines are there to be copied by hand.
      lines.value = text;
      lines.hidden = false;
      lines.focus();
      lines.select();
      return "This page may not write to the clipboard: press Ctrl+C.";
    }
  };

  const input = h("input", "", { type: "file", accept: ".json,application/json", hidden: true });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again
    if (file) void act(() => load(file));
  });
  return h(
    "div",
    "lw-session",
    {},
    h(
      "div",
      "lw-bar",
      {},
      button("Save session", () => void act(save), {
        title: "Where you are, bookmarks, tools and journal, as a file",
      }),
      button("Load…", () => input.click(), { title: "Go on from a saved session" }),
      button("Copy as Python", () => void act(copy), {
        title: "The lines that reproduce this figure",
      }),
      input,
    ),
    words,
    lines,
  );
}

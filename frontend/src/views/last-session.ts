// What was done here the last time: kept by the browser while one works, offered when a kernel or a page
// begins anew. An exported page goes on by itself (standalone/memory.ts).

import { button, h } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import { Keeper, sessionToKeep } from "../keeper.ts";
import { type KeptStates, keptOf } from "../kept-states.ts";
import type { Identity } from "../protocol.ts";
import { readSession, type Session } from "../session.ts";
import { fittedSession, takeUp } from "../sessions.ts";
import type { SpaceStore } from "../store.ts";
import { count } from "../words.ts";

const PREFIX = "latentwidgets-session-";
const ORDER = "latentwidgets-sessions";
/** Models whose last session is kept. */
const MOST_MODELS = 12;
/** Letters of directions and of what is edited: of more the latter is left out. */
const MOST_LETTERS = 500_000;
const NOTHING = { keep_lost: false, own: null };

export function createLastSession(store: SpaceStore): { element: HTMLElement; dispose: Cleanup } {
  const element = h("div", "lw-offer", { role: "status", hidden: true });
  let isOver = false;
  let end: Cleanup = () => {};

  // Not before the offer is taken or refused: what is on offer is not to be replaced.
  const keep = (identity: Identity) => {
    let kept: KeptStates = { directions: [], edit: NOTHING };
    const keeper = new Keeper(() => write(store, identity, kept));
    const { soon } = keeper;
    const ask = () => {
      keptOf(store).then(
        (now) => {
          const isSmall = JSON.stringify(now).length <= MOST_LETTERS;
          kept = isSmall ? now : { ...now, edit: NOTHING };
          soon();
        },
        () => {}, // the kernel has gone: what it kept last stays
      );
    };
    const offs = [
      store.on("history", soon),
      store.on("tools", soon),
      store.on("directions", ask),
      store.on("edit", ask),
    ];
    if (store.directions.entries.length || store.edit.version) ask();
    // The kernel may have been slow to say which model this is.
    if (store.journal.length > 0) soon();
    end = () => {
      for (const off of offs) off();
      keeper.dispose();
    };
  };
  const offer = (identity: Identity, text: string, session: Session) => {
    const close = () => {
      element.hidden = true;
      keep(identity);
    };
    const goOn = async () => {
      close();
      try {
        await takeUp(store, (await fittedSession(store, text)).session);
      } catch (error) {
        store.fail(error as Error);
      }
    };
    element.append(
      h("span", "", {}, `Last time here: ${wordsOf(session)}.`),
      button("Go on from there", () => void goOn()),
      button(
        "×",
        close,
        { "aria-label": "Begin afresh", title: "Begin afresh" },
        "lw-button lw-icon",
      ),
    );
    element.hidden = false;
  };
  const begin = async () => {
    const identity = await store.identity();
    if (isOver) return;
    const text = read(identity);
    // A kernel that knows what was done has nothing to be offered.
    const session = text !== null && store.journal.length === 0 ? sessionOf(text) : null;
    if (text !== null && session) offer(identity, text, session);
    else keep(identity);
  };
  if (!store.description.maps) begin().catch(() => {}); // without a kernel there is nothing to keep
  return {
    element,
    dispose: () => {
      isOver = true;
      end();
    },
  };
}

function wordsOf({ bookmarks, journal }: Session): string {
  const parts = [
    ...(bookmarks.length ? [count(bookmarks.length, "bookmark")] : []),
    ...(journal.length ? [count(journal.length, "act")] : []),
  ];
  return parts.join(", ");
}

/** What was kept, where it is a session in which something was done. */
function sessionOf(text: string): Session | null {
  try {
    const session = readSession(text);
    return wordsOf(session) === "" ? null : session;
  } catch {
    return null; // another has written there, or an earlier version
  }
}

const keyOf = ({ space }: Identity) => PREFIX + (space.fingerprint.slice(0, 24) || space.name);

function read(identity: Identity): string | null {
  try {
    return localStorage.getItem(keyOf(identity));
  } catch {
    return null; // in a sandbox pages keep nothing
  }
}

function write(store: SpaceStore, identity: Identity, kept: KeptStates): void {
  const key = keyOf(identity);
  try {
    const order = orderOf().filter((name) => name !== key);
    const left = [...order, key].slice(-MOST_MODELS);
    for (const name of order) if (!left.includes(name)) localStorage.removeItem(name);
    localStorage.setItem(ORDER, JSON.stringify(left));
    localStorage.setItem(key, sessionToKeep(store, identity, kept));
  } catch {
    // Nothing may be kept here, or there is no room.
  }
}

/** The keys of what is kept, the oldest first. */
function orderOf(): string[] {
  const order: unknown = JSON.parse(localStorage.getItem(ORDER) ?? "[]");
  return Array.isArray(order) ? order.filter((name) => String(name).startsWith(PREFIX)) : [];
}

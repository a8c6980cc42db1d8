// The bookmarks in the header: a star for the current code, and a chip with its picture for each kept.

import { bookmarkOf, LONGEST_NAME } from "../bookmarks.ts";
import { button, h, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import type { Bookmark } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";
import { CodePictures } from "./code-pictures.ts";
import { makeDraggable } from "./slots/index.ts";

const PICTURE = 20;

export function createBookmarks(store: SpaceStore): {
  list: HTMLElement;
  star: HTMLElement;
  dispose: Cleanup;
} {
  const star = createStar(store);
  const list = new BookmarkList(store, star.element);
  return {
    list: list.element,
    star: star.element,
    dispose: () => {
      list.dispose();
      star.dispose();
    },
  };
}

/** Keeps the current code, or lets it go. */
function createStar(store: SpaceStore) {
  const current = () => bookmarkOf(store.bookmarks, store.z);
  const toggle = () => {
    const found = current();
    if (found) store.removeBookmark(found.name);
    else store.addBookmark();
  };
  const attributes = { "aria-label": "Bookmark this point" };
  const element = button("☆", toggle, attributes, "lw-button lw-icon");
  const show = () => {
    const found = current();
    const title = found ? `Bookmarked as ${found.name}: remove it` : "Bookmark this point";
    if (element.title === title) return;
    setText(element, found ? "★" : "☆");
    element.setAttribute("aria-pressed", String(found !== null));
    element.title = title;
  };
  show();
  const cleanups = [store.on("bookmarks", show), store.on("z", show)];
  return {
    element,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

class BookmarkList {
  readonly element = h("span", "lw-bookmarks", { role: "list", "aria-label": "Bookmarks" });
  readonly #store: SpaceStore;
  readonly #pictures: CodePictures;
  readonly #off: Cleanup;
  /** Where the focus goes when no chip is left. */
  readonly #last: HTMLElement;
  /** The name under edit; its chip is an input. */
  #editing: string | null = null;

  constructor(store: SpaceStore, last: HTMLElement) {
    this.#store = store;
    this.#last = last;
    this.#pictures = new CodePictures(store, PICTURE);
    this.#off = store.on("bookmarks", () => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#off();
    this.#pictures.dispose();
  }

  #show(): void {
    const { bookmarks } = this.#store;
    const before = this.element.childElementCount;
    if (!bookmarks.some(({ name }) => name === this.#editing)) this.#editing = null;
    this.element.replaceChildren(...bookmarks.map((bookmark) => this.#chip(bookmark)));
    // The one just kept is seen, however many there are.
    if (bookmarks.length > before) this.element.scrollLeft = this.element.scrollWidth;
  }

  #chip(bookmark: Bookmark): HTMLElement {
    const { name, z } = bookmark;
    const picture = this.#pictures.make(z);
    const isEdited = name === this.#editing;
    const remove = () => this.#store.removeBookmark(name);
    const label = `Remove ${name}`;
    return h(
      "span",
      "lw-bookmark",
      { role: "listitem", "data-name": name },
      ...(isEdited ? [picture, this.#input(name)] : [this.#chosen(bookmark, picture)]),
      button("×", remove, { "aria-label": label, title: label }, "lw-bookmark-remove"),
    );
  }

  #chosen(bookmark: Bookmark, picture: HTMLElement): HTMLButtonElement {
    const { name, z } = bookmark;
    const go = () => {
      this.#store.setZ(z, "bookmark");
      this.#store.settle();
    };
    const title = `Go to ${name}. Double click or F2: rename; drag it into a slot of a tool.`;
    const element = button("", go, { title, "aria-label": name }, "lw-bookmark-go");
    element.append(picture, h("span", "lw-bookmark-name", { dir: "auto" }, name));
    element.addEventListener("dblclick", () => this.#edit(name));
    element.addEventListener("keydown", (event) => {
      if (event.key === "F2") this.#edit(name);
      else if (event.key === "Delete") this.#removeFocused(name);
      else return;
      event.preventDefault();
    });
    makeDraggable(this.#store, element, () => ({ ...bookmark, kind: "bookmark" }));
    return element;
  }

  #removeFocused(name: string): void {
    const at = this.#store.bookmarks.findIndex((bookmark) => bookmark.name === name);
    this.#store.removeBookmark(name);
    const chips = this.element.querySelectorAll<HTMLElement>(".lw-bookmark-go");
    (chips[Math.min(at, chips.length - 1)] ?? this.#last).focus();
  }

  #edit(name: string): void {
    this.#editing = name;
    this.#show();
    const input = this.element.querySelector("input");
    input?.focus();
    input?.select();
  }

  #input(name: string): HTMLInputElement {
    const input = h("input", "lw-bookmark-input", {
      type: "text",
      value: name,
      maxlength: LONGEST_NAME,
      size: Math.min(20, Math.max(8, name.length)),
      "aria-label": `New name of ${name}`,
    });
    const end = (shown: string) => {
      this.#editing = null;
      this.#show();
      const chips = [...this.element.querySelectorAll<HTMLElement>(".lw-bookmark")];
      const chip = chips.find(({ dataset }) => dataset.name === shown);
      chip?.querySelector("button")?.focus();
    };
    const take = () => {
      const wanted = input.value.trim();
      const fault = this.#store.renameBookmark(name, wanted);
      if (!fault) return end(wanted);
      input.setCustomValidity(fault);
      input.reportValidity();
    };
    input.addEventListener("input", () => input.setCustomValidity(""));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") take();
      else if (event.key === "Escape") end(name);
      else return;
      event.preventDefault();
    });
    // Left by a click elsewhere: taken where it can be.
    input.addEventListener("blur", () => {
      if (this.#editing !== name || !input.isConnected) return;
      this.#editing = null;
      this.#store.renameBookmark(name, input.value.trim());
      this.#show();
    });
    return input;
  }
}

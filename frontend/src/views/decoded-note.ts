// The one line over the picture's foot: the kernel stopped, decoding failed, is late, or gave NaN.

import { button, h, setHidden, setText } from "../dom.ts";
import type { Cleanup } from "../emitter.ts";
import { notFiniteWords } from "../renderers/image.ts";
import type { SpaceStore } from "../store.ts";
import { stoppedWords } from "../words.ts";

type Tone = "bad" | "warn" | "soft";

export class DecodedNote {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #words = h("span", "lw-note-words");
  readonly #cancel: HTMLButtonElement;
  readonly #cleanups: Cleanup[];
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.#cancel = button("Cancel", () => store.cancelDecode());
    this.element = h("div", "lw-note", { role: "status" }, this.#words, this.#cancel);
    this.#cleanups = [
      store.on("status", () => this.#show()),
      store.on("frame", () => this.#show()),
    ];
    this.#show();
  }

  dispose(): void {
    clearInterval(this.#ticking);
    for (const cleanup of this.#cleanups) cleanup();
  }

  #show(): void {
    const note = this.#note();
    setHidden(this.element, note === null);
    const busy = this.#store.status.busySince !== null;
    setHidden(this.#cancel, !busy);
    if (busy) this.#ticking ??= setInterval(() => this.#show(), 1000);
    else {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
    if (!note) return;
    this.element.dataset.tone = note[0];
    setText(this.#words, note[1]);
  }

  #note(): [Tone, string] | null {
    const { error, busySince, notice } = this.#store.status;
    const stopped = stoppedWords(this.#store.status);
    if (stopped) return ["bad", stopped];
    if (busySince !== null) {
      const seconds = Math.floor((performance.now() - busySince) / 1000);
      return ["soft", `still decoding …${seconds >= 2 ? ` ${seconds} s` : ""}`];
    }
    if (error) return ["bad", error];
    if (notice) return ["warn", notice];
    const { frame } = this.#store;
    const { kind } = this.#store.description.modality;
    // Players say it themselves, with the places that are silent for it.
    const isSaid = kind === "melody" || kind === "audio";
    const notFinite = frame && !isSaid ? notFiniteWords(frame) : "";
    if (notFinite) return ["warn", notFinite];
    return frame?.notice ? ["soft", frame.notice] : null;
  }
}

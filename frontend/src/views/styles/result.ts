// The mix of layers: it is no code of the space, so that the views of the code cannot show it.

import { button, h, setText } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { savePicture } from "../saving.ts";
import { tileElements } from "../tiles.ts";
import type { Mixing } from "./mixing.ts";

const SIZE = 160; // CSS pixels

export class MixedOutput {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #mixing: Mixing;
  readonly #save: HTMLButtonElement;
  readonly #picture = h("div", "lw-style-mix-picture");
  readonly #note = h("p", "lw-soft lw-small", { role: "status", hidden: true });
  #wish: Float32Array | null = null;
  /** What is shown, or was to be. */
  #mix: Float32Array | null = null;
  #runs = false;
  readonly #end = new AbortController();

  constructor(store: SpaceStore, mixing: Mixing) {
    this.#store = store;
    this.#mixing = mixing;
    this.#save = button("Save PNG", () => void this.#download(), { disabled: true });
    const caption = h("figcaption", "", {}, h("b", "", {}, "The mix"));
    const about = "A style for each layer: no point of the map, which stays where it is.";
    this.element = h(
      "figure",
      "lw-style-mix",
      { "aria-label": "The mix" },
      caption,
      this.#picture,
      this.#save,
      h("p", "lw-soft lw-small", {}, about),
      this.#note,
    );
  }

  /** Shows a mix as soon as it is decoded; one that still waits is replaced. */
  show(mix: Float32Array): void {
    this.#wish = mix;
    this.#mix = mix;
    this.#save.disabled = false;
    if (!this.#runs) void this.#run();
  }

  dispose(): void {
    this.#wish = null;
    this.#end.abort();
  }

  async #run(): Promise<void> {
    this.#runs = true;
    while (this.#wish) {
      const mix = this.#wish;
      this.#wish = null;
      try {
        const size = SIZE * Math.min(2, Math.ceil(devicePixelRatio));
        const sheet = await this.#mixing.tiles([mix], 1, size, this.#end.signal);
        this.#picture.replaceChildren(...(await tileElements(sheet, 1)));
        this.#note.hidden = true;
      } catch (error) {
        if (this.#end.signal.aborted) break;
        this.#complain("shown", error as Error);
      }
    }
    this.#runs = false;
  }

  /** In the size of the model's outputs. */
  async #download(): Promise<void> {
    const { modality, name } = this.#store.description;
    if (!this.#mix || modality.kind !== "image") return;
    try {
      const size = Math.max(modality.width, modality.height);
      const sheet = await this.#mixing.tiles([this.#mix], 1, size, this.#end.signal, true);
      if ("atlas" in sheet) await savePicture(sheet.atlas, modality, `${name} mix`);
    } catch (error) {
      if (!this.#end.signal.aborted) this.#complain("saved", error as Error);
    }
  }

  #complain(what: string, { message }: Error): void {
    setText(this.#note, `The mix cannot be ${what}: ${message}.`);
    this.#note.hidden = false;
  }
}

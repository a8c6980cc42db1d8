// What lies under the pointer: its class at once, its picture as soon as it comes.

import { h, setText } from "../../dom.ts";
import type { Sample } from "../../protocol.ts";
import { ImageRenderer } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";

/** Milliseconds on one point before its picture is asked for. */
const PAUSE = 70;
const KEPT = 300;

export class Tooltip {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #canvas = h("canvas");
  readonly #renderer = new ImageRenderer(this.#canvas);
  readonly #title = h("b");
  readonly #lines = h("dl");
  readonly #samples = new Map<number, Sample>();
  #index: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    this.element = h("div", "lw-map-tooltip", { hidden: true, "aria-hidden": "true" });
    this.element.append(this.#canvas, h("div", "", {}, this.#title, this.#lines));
  }

  get index(): number | null {
    return this.#index;
  }

  /** Shows point `index` beside a pixel of a view of `width` by `height`; `label` is known already. */
  show(index: number, label: string, x: number, y: number, width: number, height: number): void {
    if (index !== this.#index) this.#turnTo(index, label);
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 14 + offsetWidth < width ? x + 14 : Math.max(4, x - 14 - offsetWidth);
    const top = Math.min(Math.max(4, y + 14), Math.max(4, height - offsetHeight - 4));
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#index = null;
    this.element.hidden = true;
  }

  dispose(): void {
    this.hide();
    this.#renderer.dispose();
  }

  #turnTo(index: number, label: string): void {
    this.hide();
    this.#index = index;
    setText(this.#title, label ? `${label} · sample ${index}` : `sample ${index}`);
    this.#lines.replaceChildren();
    const sample = this.#samples.get(index);
    this.#canvas.hidden = !sample?.picture;
    if (sample) this.#fill(sample);
    else this.#timer = setTimeout(() => void this.#fetch(index), PAUSE);
  }

  async #fetch(index: number): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const sample = await this.#store.request("sample", { index }, { signal: abort.signal });
      this.#samples.set(index, sample);
      const oldest = this.#samples.keys().next().value;
      if (this.#samples.size > KEPT && oldest !== undefined) this.#samples.delete(oldest);
      if (this.#index === index) this.#fill(sample);
    } catch {
      // The name stays without its picture; who clicks hears why.
    }
  }

  #fill(sample: Sample): void {
    this.#canvas.hidden = sample.picture === null;
    if (sample.picture) this.#renderer.show(sample.picture);
    const rows = sample.attributes
      .slice(0, 5)
      .flatMap(([name, text]) => [h("dt", "", {}, name), h("dd", "", {}, text)]);
    this.#lines.replaceChildren(...rows);
  }
}

// What lies under the pointer: its class at once, its picture as soon as it comes.

import { h, setText } from "../../dom.ts";
import type { Picture, Sample } from "../../protocol.ts";
import { createRenderer, type Renderer } from "../../renderers/index.ts";
import type { SpaceStore } from "../../store.ts";

/** Milliseconds on one point before its picture is asked for. */
const PAUSE = 70;
const KEPT = 300;

export class Tooltip {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #picture: Renderer;
  /** Of what no eye compares at this size by itself; of images there is the one picture. */
  readonly #rebuilt: Renderer | null;
  readonly #rebuiltName = h("span", "lw-map-tooltip-name", {}, "its reconstruction");
  readonly #title = h("b");
  readonly #lines = h("dl");
  readonly #samples = new Map<number, Sample>();
  #index: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
    const { modality, can_encode } = store.description;
    const compact = { compact: true };
    this.#picture = createRenderer(modality, compact);
    const both = modality.kind !== "image" && can_encode;
    this.#rebuilt = both ? createRenderer(modality, compact) : null;
    const kind = { "data-kind": modality.kind, hidden: true, "aria-hidden": "true" };
    this.element = h("div", "lw-map-tooltip", kind, this.#picture.element);
    if (this.#rebuilt) this.element.append(this.#rebuiltName, this.#rebuilt.element);
    this.element.append(h("div", "", {}, this.#title, this.#lines));
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
    this.#picture.dispose();
    this.#rebuilt?.dispose();
  }

  #turnTo(index: number, label: string): void {
    this.hide();
    this.#index = index;
    setText(this.#title, label ? `${label} · sample ${index}` : `sample ${index}`);
    this.#lines.replaceChildren();
    const sample = this.#samples.get(index);
    if (sample) this.#fill(sample);
    else this.#show(null, null);
    if (!sample) this.#timer = setTimeout(() => void this.#fetch(index), PAUSE);
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

  #show(picture: Picture | null, rebuilt: Picture | null): void {
    this.#picture.element.hidden = picture === null;
    if (picture) this.#picture.show(picture);
    if (!this.#rebuilt) return;
    this.#rebuilt.element.hidden = rebuilt === null;
    this.#rebuiltName.hidden = rebuilt === null;
    if (rebuilt) this.#rebuilt.show(rebuilt);
  }

  #fill(sample: Sample): void {
    this.#show(sample.picture, sample.reconstruction);
    const rows = sample.attributes
      .slice(0, 5)
      .flatMap(([name, text]) => [h("dt", "", {}, name), h("dd", "", {}, text)]);
    this.#lines.replaceChildren(...rows);
  }
}

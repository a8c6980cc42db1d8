// Two models on the same data: two maps, one cursor, one selection, one sample; who moved, and figures.

import { revive } from "../../arrays.ts";
import { Channel } from "../../channel.ts";
import type { OwnTraits } from "../../contracts.ts";
import { h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { AnyModel, Listener } from "../../host.ts";
import { nounOf } from "../../modalities/index.ts";
import type { Reply } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import { createMap } from "../map/index.ts";
import { type Turn, Turning, turnOf } from "../map/turn.ts";
import { createFigure } from "../samples.ts";
import { type Follow, SharedCursor } from "./cursor.ts";
import type { ComparisonReport } from "./report.ts";
import { figuresTable, number } from "./table.ts";
import { createSampleRow } from "./thumbnails.ts";

const WAYS: readonly (readonly [Follow, string, string])[] = [
  ["sample", "the same sample", "goes to the code of the sample that is nearest on the map"],
  ["place", "the same place", "goes to the same place on the maps laid over one another"],
  ["code", "the aligned code", "goes to the code laid over by orthogonal Procrustes on the codes"],
];

type Stores = readonly [SpaceStore, SpaceStore];

export class ComparisonView {
  readonly element = h("section", "lw-comparison", { "aria-label": "Comparison of two models" });
  readonly #stores: Stores;
  readonly #names: readonly [string, string];
  readonly #model: AnyModel;
  readonly #traits: OwnTraits;
  readonly #channel: Channel;
  readonly #turning = new Turning();
  readonly #cursor: SharedCursor;
  readonly #cleanups: Cleanup[] = [];
  readonly #follow = h("select", "lw-input", { "aria-label": "The other map's cursor goes to" });
  readonly #followNote = h("span", "lw-soft");
  readonly #laid = h("p", "lw-soft lw-comparison-laid", { role: "status" });
  readonly #overlap = h("p", "lw-comparison-overlap");
  readonly #table = h("div", "lw-comparison-table");
  readonly #rows: Record<
    "stayed" | "left" | "came" | "changed",
    ReturnType<typeof createSampleRow>
  >;
  readonly #near = h("div", "lw-comparison-near", { hidden: true });
  #codes: Turn | null = null;
  #report: ComparisonReport | null = null;
  #aligning = 0;
  #asking: AbortController | null = null;

  constructor(stores: Stores, model: AnyModel, traits: OwnTraits, panels = mapPanels(stores)) {
    this.#stores = stores;
    this.#model = model;
    this.#traits = traits;
    this.#names = distinct(stores[0].description.name, stores[1].description.name);
    this.#channel = new Channel((content, buffers) => model.send(content, undefined, buffers));
    const ways = () => ({ follow: this.#way, map: this.#turning.turn, codes: this.#codes });
    this.#cursor = new SharedCursor(stores, panels, ways);
    const [first, second] = this.#names;
    const row = (title: string, empty: string) =>
      createSampleRow(stores[0], title, empty, (index) => this.#cursor.choose(index));
    this.#rows = {
      stayed: row("Near in both", "None is near in both."),
      left: row(`Near in ${first} only`, "All its neighbours stayed."),
      came: row(`Near in ${second} only`, "No new one came."),
      changed: row("Samples whose neighbours changed most", "Comparing the neighbourhoods …"),
    };
    this.element.append(
      this.#head(),
      h("div", "lw-comparison-maps", {}, ...panels.map((panel, side) => this.#side(panel, side))),
      this.#laid,
      this.#sampleRow(),
      this.#near,
      h("div", "lw-comparison-changed", {}, this.#overlap, this.#rows.changed.element),
      this.#table,
    );
    this.#near.append(...(["stayed", "left", "came"] as const).map((n) => this.#rows[n].element));
  }

  /** The element is in the page now. */
  start(): void {
    const [first, second] = this.#stores;
    const maps = this.element.querySelectorAll<HTMLElement>(".lw-comparison-map");
    for (const [side, place] of Array.from(maps).entries()) {
      const store = this.#stores[side] as SpaceStore;
      this.#cleanups.push(createMap(store, place, side === 1 ? { turning: this.#turning } : {}));
    }
    const hear: Listener = (message: Reply, buffers: readonly ArrayBufferView[]) =>
      this.#channel.receive(message, buffers);
    this.#model.on("msg:custom", hear);
    this.#cleanups.push(
      () => this.#model.off("msg:custom", hear),
      this.#traits.on("report", () => this.#showReport()),
      this.#traits.on("trouble", () => this.#showReport()),
      this.#traits.on("follow", () => this.#showFollow()),
      ...this.#stores.flatMap((store, side) => {
        const other = this.#stores[1 - side] as SpaceStore;
        return [
          store.on("projection", () => void this.#align()),
          store.on("selection", (indices) => share(indices, other)),
          store.on("colour", (colour) => {
            const known = other.description.colours.some(({ name }) => name === colour?.name);
            if (colour && known && other.colour?.name !== colour.name) {
              void other.setColour(colour.name);
            }
          }),
        ];
      }),
    );
    share(first.selection, second);
    this.#showFollow();
    this.#showReport();
    void this.#align();
  }

  dispose(): void {
    this.#asking?.abort();
    this.#cursor.dispose();
    for (const row of Object.values(this.#rows)) row.dispose();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#channel.failAll("closed");
    this.element.remove();
  }

  // -- parts --------------------------------------------------------------------------------

  #head(): HTMLElement {
    const n = this.#stores[0].description.n_samples.toLocaleString("en");
    const select = this.#follow;
    for (const [value, text] of WAYS) select.append(h("option", "", { value }, text));
    select.addEventListener("change", () => {
      this.#traits.set("follow", select.value);
      this.#showFollow();
      this.#cursor.again();
    });
    const label = h("label", "lw-comparison-follow", {}, "the other cursor follows to ", select);
    return h(
      "header",
      "lw-comparison-head",
      {},
      h("h3", "lw-title", {}, `${this.#names[0]} and ${this.#names[1]}`),
      h("span", "lw-soft", {}, `${n} matched samples`),
      h("span", "lw-grow"),
      label,
      this.#followNote,
    );
  }

  #side(panel: HTMLElement, side: number): HTMLElement {
    const store = this.#stores[side] as SpaceStore;
    const noun = nounOf(store.description.modality);
    const decoded = createFigure(store, `${noun} at the cursor`, "…");
    const words = () => `${noun} at the cursor, by ${this.#names[side]}`;
    const show = () => store.frame && decoded.show(store.frame, words());
    show();
    this.#cleanups.push(store.on("frame", show), () => decoded.dispose());
    panel.prepend(h("h4", "lw-subtitle", {}, this.#names[side] ?? ""));
    panel.append(decoded.element);
    return panel;
  }

  /** The chosen sample, and what either model makes of it. */
  #sampleRow(): HTMLElement {
    const [first, second] = this.#stores;
    const names = ["sample", ...this.#names.map((name) => `rebuilt by ${name}`)];
    const figures = names.map((name, i) =>
      createFigure(i < 2 ? first : second, name, i ? "–" : "choose a sample on a map"),
    );
    const element = h(
      "div",
      "lw-comparison-sample",
      { "aria-label": "The chosen sample in both" },
      ...figures.map((figure) => figure.element),
    );
    const show = () => {
      const { chosen } = first;
      const other = second.chosen?.index === chosen?.index ? second.chosen : null;
      if (!chosen) return;
      const label = chosen.label === null ? "" : `, label\u00a0${chosen.label}`;
      figures[0]?.show(chosen.picture, `sample ${chosen.index}${label}`);
      figures[1]?.show(chosen.reconstruction, names[1] ?? "");
      figures[2]?.show(other?.reconstruction ?? null, names[2] ?? "", "…");
      void this.#showNeighbours(chosen.index);
    };
    this.#cleanups.push(
      ...this.#stores.map((store) => store.on("chosen", show)),
      ...figures.map((figure) => () => figure.dispose()),
    );
    queueMicrotask(show);
    return element;
  }

  // -- what is shown ------------------------------------------------------------------------

  get #way(): Follow {
    const wanted = this.#traits.get("follow") as Follow;
    if (wanted === "code" && !this.#codes) return "sample";
    if (wanted === "place" && !this.#turning.turn) return "sample";
    return wanted;
  }

  #showFollow(): void {
    for (const option of this.#follow.options) {
      option.disabled =
        (option.value === "code" && !this.#codes) ||
        (option.value === "place" && !this.#turning.turn);
    }
    this.#follow.value = this.#way;
    setText(this.#followNote, WAYS.find(([value]) => value === this.#way)?.[2] ?? "");
  }

  async #align(): Promise<void> {
    this.#aligning += 1;
    const turn = this.#aligning;
    const [first, second] = this.#stores.map((store) => store.projection.key);
    try {
      const { alignment } = await this.#channel.request("align", { first, second });
      if (turn !== this.#aligning) return;
      this.#turning.set(alignment ? turnOf(alignment) : null);
      setText(
        this.#laid,
        alignment
          ? `The second map is ${alignment.words}.`
          : "The second map stands as it is: maps are laid over one another where both have as many axes.",
      );
      this.#showFollow();
    } catch (error) {
      if (turn === this.#aligning) {
        setText(this.#laid, `The maps are not laid over one another: ${(error as Error).message}.`);
      }
    }
  }

  #showReport(): void {
    const trouble = this.#traits.get("trouble") as string;
    const report = readReport(this.#traits.get("report"));
    this.#report = report;
    if (!report) {
      setText(this.#overlap, trouble || "Comparing neighbourhoods and figures …");
      return;
    }
    this.#codes = report.codes ? turnOf(report.codes) : null;
    const { overlap } = report;
    if (overlap) {
      const [low, high] = overlap.interval.map(number);
      setText(
        this.#overlap,
        `Of a sample's ${overlap.k} nearest, ${percent(overlap.value)} are the same in both ` +
          `(${low} to ${high}; ${percent(overlap.expected)} by chance). ${overlap.label}.`,
      );
      const captions = Array.from(overlap.shares, (share) => `${percent(share)} stayed`);
      void this.#rows.changed.show(overlap.changed, captions);
    } else {
      setText(this.#overlap, report.refusal);
      this.#rows.changed.element.hidden = true;
    }
    const laid = report.codes
      ? [h("p", "lw-soft", {}, `Codes of the second, ${report.codes.words}.`)]
      : [];
    this.#table.replaceChildren(figuresTable(this.#names, report.figures), ...laid);
    this.#showFollow();
    const { chosen } = this.#stores[0];
    if (chosen) void this.#showNeighbours(chosen.index);
  }

  async #showNeighbours(index: number): Promise<void> {
    this.#near.hidden = this.#report !== null && this.#report.overlap === null;
    if (this.#near.hidden) return;
    this.#asking?.abort();
    const mine = new AbortController();
    this.#asking = mine;
    try {
      const found = await this.#channel.request("neighbors", { index }, { signal: mine.signal });
      if (mine.signal.aborted) return;
      for (const name of ["stayed", "left", "came"] as const)
        void this.#rows[name].show(found[name]);
    } catch (error) {
      if (!mine.signal.aborted) this.#stores[0].fail(error as Error);
    }
  }
}

function mapPanels([first, second]: Stores): [HTMLElement, HTMLElement] {
  return [mapPanel(first), mapPanel(second)];
}

function mapPanel({ description: { name } }: SpaceStore): HTMLElement {
  const map = h("div", "lw-comparison-map");
  return h("div", "lw-comparison-side", { role: "group", "aria-label": name }, map);
}

/** Two models of one name are told apart. */
function distinct(first: string, second: string): readonly [string, string] {
  return first === second ? [`${first} (left)`, `${second} (right)`] : [first, second];
}

function share(indices: Uint32Array, other: SpaceStore): void {
  const now = other.selection;
  const same = now.length === indices.length && now.every((index, i) => index === indices[i]);
  if (!same) other.setSelection(indices);
}

function readReport(value: unknown): ComparisonReport | null {
  return value ? revive<ComparisonReport>(value) : null;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

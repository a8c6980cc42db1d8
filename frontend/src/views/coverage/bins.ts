// The bins of the data that get too little, each with a real sample of it; and all of one.

import { button, h, setText } from "../../dom.ts";
import type { Cleanup, SpaceStore } from "../../store.ts";
import { type Bin, type CoverageReport, members, percent } from "./report.ts";
import { sampleTiles, tileRow } from "./tiles.ts";

const MOST_BINS = 36;
const MOST_MEMBERS = 24;
const SMALL = 48;
const LARGE = 96;
const STATES = { missing: "missing", starved: "starved", crowded: "crowded" } as const;

export interface BinList {
  element: HTMLElement;
  /** The samples of the bin that is chosen. */
  opened: HTMLElement;
  show(report: CoverageReport): void;
  choose(bin: number | null): void;
  dispose: Cleanup;
}

export function createBins(store: SpaceStore, onChoose: (bin: number | null) => void): BinList {
  const words = h("p", "lw-coverage-words");
  const list = h("div", "lw-coverage-bins");
  const opened = h("div", "lw-coverage-open", { hidden: true, "aria-live": "polite" });
  const element = h("section", "lw-coverage-side", {}, words, list);
  const buttons = new Map<number, HTMLButtonElement>();
  const abort = new AbortController();
  let asking: AbortController | null = null;
  let report: CoverageReport | null = null;
  let chosen: number | null = null;

  const choose = (bin: number | null) => {
    chosen = bin;
    for (const [index, each] of buttons) each.setAttribute("aria-pressed", String(index === bin));
    onChoose(bin);
    void open(bin);
  };
  const open = async (bin: number | null) => {
    asking?.abort();
    opened.hidden = bin === null;
    if (bin === null || !report?.bins) return;
    asking = new AbortController();
    const { signal } = asking;
    const real = members(report.bins.real, bin);
    const made = members(report.bins.generated, bin);
    const shown = real.slice(0, MOST_MEMBERS);
    const shownMade = made.slice(0, MOST_MEMBERS / 2);
    try {
      const [tiles, others] = await Promise.all([
        sampleTiles(store, "real", shown, LARGE, signal),
        sampleTiles(store, "generated", shownMade, LARGE, signal),
      ]);
      if (signal.aborted) return;
      const labels = report.labels;
      opened.replaceChildren(
        h(
          "p",
          "lw-coverage-words",
          {},
          h("b", "", {}, `${counted(real.length, report.n_real)} real samples in this bin`),
          `, ${counted(made.length, report.n_generated)} generated. It is bright on the map.`,
        ),
        tileRow(
          tiles,
          (i) => `real sample ${shown[i]}${labels ? `, ${labels[shown[i] ?? 0]}` : ""}`,
        ),
        ...(others.length
          ? [
              h("p", "lw-coverage-words lw-soft", {}, "Generated in it:"),
              tileRow(others, (i) => `generated sample ${shownMade[i]}`),
            ]
          : []),
      );
    } catch (error) {
      if (!signal.aborted)
        opened.replaceChildren(`They cannot be shown: ${(error as Error).message}`);
    }
  };
  return {
    element,
    opened,
    choose,
    show(given) {
      report = given;
      chosen = null;
      buttons.clear();
      opened.hidden = true;
      const { bins } = given;
      if (!bins) {
        setText(words, "");
        list.replaceChildren();
        return;
      }
      setText(words, summary(bins));
      const listed = bins.listed.slice(0, MOST_BINS);
      for (const bin of listed) {
        const label = `${STATES[bin.state]}${bin.label ? `, ${bin.label}` : ""}: ${percent(bin.real_share)} of the data, ${percent(bin.generated_share)} of the generated`;
        const each = button(
          "",
          () => choose(chosen === bin.index ? null : bin.index),
          { "aria-label": `Bin ${bin.index}, ${label}`, title: label, "aria-pressed": "false" },
          "lw-coverage-bin",
        );
        each.dataset.state = bin.state;
        buttons.set(bin.index, each);
      }
      list.replaceChildren(...buttons.values());
      void fill(listed);
    },
    dispose() {
      abort.abort();
      asking?.abort();
    },
  };

  async function fill(listed: readonly Bin[]): Promise<void> {
    const shown = listed.map((bin) => bin.shown);
    let tiles: HTMLElement[];
    try {
      tiles = await sampleTiles(store, "real", shown, SMALL, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) store.fail(error as Error);
      return;
    }
    for (const [place, bin] of listed.entries()) {
      const tile = tiles[place];
      buttons
        .get(bin.index)
        ?.replaceChildren(
          ...(tile ? [tile] : []),
          h("span", "lw-coverage-state", {}, STATES[bin.state]),
          h("span", "lw-soft", {}, bin.label || `${percent(bin.real_share)} of data`),
        );
    }
  }
}

function summary({ n, n_missing, n_starved, n_crowded }: NonNullable<CoverageReport["bins"]>) {
  const starved = n_starved - n_missing;
  const parts = [`${n} bins of the data (k-means): ${n_missing} missing`, `${starved} starved`];
  return `${parts.join(", ")}, ${n_crowded} crowded; by chance one in twenty differs. Choose one to see its real samples.`;
}

function counted(n: number, all: number): string {
  return `${n.toLocaleString("en")} (${percent(n / all)})`;
}

// Copies first, then the generated samples that are closest to one another.

import { h } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import { type CoverageReport, figure, whole } from "./report.ts";
import { sampleTiles } from "./tiles.ts";

const SIZE = 72;

export async function fillPairs(
  store: SpaceStore,
  element: HTMLElement,
  report: CoverageReport,
  signal: AbortSignal,
): Promise<void> {
  const { pairs } = report;
  element.hidden = pairs === null;
  if (!pairs) return;
  const copies = h(
    "p",
    "lw-coverage-words",
    {},
    h("b", "", {}, copiesWords(report)),
    support(pairs),
  );
  const shown = [...pairs.copies.map((group) => group.shown), ...pairs.indices];
  const tiles = await sampleTiles(store, "generated", shown, SIZE, signal);
  if (signal.aborted) return;
  const groups = pairs.copies.map(({ size }, i) =>
    h(
      "figure",
      "lw-coverage-pair",
      {},
      ...(tiles[i] ? [tiles[i]] : []),
      h("figcaption", "lw-soft", {}, `${whole(size)} times`),
    ),
  );
  const rest = tiles.slice(pairs.copies.length);
  const found = Array.from(pairs.distances, (distance, i) => {
    const real = pairs.real_distances?.[i];
    const reference = real === undefined ? "" : `, real ${figure(real)}`;
    return h(
      "figure",
      "lw-coverage-pair",
      {},
      ...rest.slice(2 * i, 2 * i + 2),
      h("figcaption", "lw-soft", {}, `apart ${figure(distance)}${reference}`),
    );
  });
  element.replaceChildren(
    h("h4", "lw-coverage-title", {}, "Does it repeat itself?"),
    copies,
    h("div", "lw-coverage-pairs", {}, ...groups),
    h(
      "p",
      "lw-coverage-words lw-soft",
      {},
      `The closest pairs of ${whole(report.n_generated)} generated samples that are no copies, with how far apart they are and how far the closest real pairs are (in ${report.features}). Look: are they twins?`,
    ),
    h("div", "lw-coverage-pairs", {}, ...found),
  );
}

function copiesWords({ pairs, n_generated, n_real }: CoverageReport): string {
  if (!pairs) return "";
  const real = ` (real: ${whole(pairs.n_real_copies)} of ${whole(n_real)})`;
  if (!pairs.n_copies)
    return `No exact copies among ${whole(n_generated)} generated samples${real}.`;
  return `${whole(pairs.n_copies)} of ${whole(n_generated)} generated samples are exact copies of another${real}.`;
}

function support({ support, at_least }: NonNullable<CoverageReport["pairs"]>): string {
  if (!support)
    return ` Counting exact copies only, the birthday paradox gives at least ${whole(at_least)} outputs; twins that differ a little count as different, so look at the pairs below.`;
  const [value, low, high] = support.map(whole);
  return ` By the birthday paradox it has about ${value} outputs (${low} to ${high}).`;
}

// What a reader should know of the map: how good it is, what it hides, how to move on it.

import { button, h, setText } from "../../dom.ts";
import type { MapProjection } from "../../protocol.ts";

const GESTURES: readonly (readonly [string, string])[] = [
  ["drag", "move the cursor; it is decoded where it is"],
  ["click a point", "take that sample"],
  ["wheel, pinch", "zoom"],
  ["right-drag, space + drag, two fingers", "pan"],
  ["in 3-D: drag", "turn; drag the cursor itself to move it"],
  ["arrows (Shift: fine)", "move the cursor; Enter takes the nearest sample"],
  ["+  −  0  L  Esc", "zoom, fit, lasso, cancel"],
];

const VEIL =
  "Light ground: what the cursor would decode there is carried by data. Veiled: the decoder " +
  "extrapolates. It is measured on the codes themselves, with the dimensions that are held, so a " +
  "place amid the points may be veiled, and the veil moves when another sample is held.";

const VEIL_IN_SPACE =
  "In 3-D there is none: it is ground between the points, and would hide those behind it; the points " +
  "themselves are data, and never veiled. The badge beside the decoded picture says at each frame " +
  "whether data carry what the cursor decodes, and the lattice's tiles fade where none do. In 2-D the " +
  "veil is there.";

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** What a map shows that is not so: not to be found out by asking only. */
const CAUTIONS: Record<string, string> = { tsne: "distances between groups mean little" };

/** "trustworthiness 0.83 · 12 % of neighbours kept" */
function qualityWords({ quality, method }: MapProjection): string {
  const caution = CAUTIONS[method];
  const parts = caution ? [caution] : [];
  if (isKnown(quality.trustworthiness)) {
    parts.push(`trustworthiness ${quality.trustworthiness.toFixed(2)}`);
  }
  if (isKnown(quality.neighbor_recall)) {
    parts.push(`${percent(quality.neighbor_recall)} of neighbours kept`);
  }
  return parts.join(" · ");
}

export class Guide {
  /** The one line of figures, with the button that opens the rest. */
  readonly element = h("div", "lw-map-quality");
  readonly panel = h("div", "lw-map-guide", { hidden: true, role: "note" });
  readonly #words = h("span");
  readonly #note = h("p");
  readonly #figures = h("dl");
  readonly #veil = h("p");
  readonly #toggle: HTMLButtonElement;

  constructor() {
    this.#toggle = button(
      "?",
      () => this.open(Boolean(this.panel.hidden)),
      { "aria-label": "About this map", "aria-expanded": "false" },
      "lw-button lw-map-ask",
    );
    const close = (event: KeyboardEvent) => event.key === "Escape" && this.open(false);
    this.panel.addEventListener("keydown", close);
    this.#toggle.addEventListener("keydown", close);
    this.element.append(this.#words, this.#toggle);
    const rows = GESTURES.flatMap(([key, text]) => [h("dt", "", {}, key), h("dd", "", {}, text)]);
    this.panel.append(
      ...[this.#note, this.#figures, h("h4", "", {}, "The veil"), this.#veil],
      ...[h("h4", "", {}, "Moving on the map"), h("dl", "", {}, ...rows)],
    );
  }

  open(on: boolean): void {
    this.panel.hidden = !on;
    this.#toggle.setAttribute("aria-expanded", String(on));
  }

  show(projection: MapProjection): void {
    const { quality, note } = projection;
    setText(this.#words, qualityWords(projection));
    setText(this.#note, note);
    setText(this.#veil, projection.dims === 3 ? VEIL_IN_SPACE : VEIL);
    const rows: [string, number | null, string][] = [
      ["variance shown", quality.explained_variance, "of the codes' spread lies in this view"],
      ["trustworthiness", quality.trustworthiness, `1: who is near here is near in the codes`],
      ["continuity", quality.continuity, "1: who is near in the codes is near here"],
      [
        "neighbours kept",
        quality.neighbor_recall,
        `of the ${quality.k} nearest codes are among the ${quality.k} nearest here`,
      ],
    ];
    const known = rows.filter(([, value]) => isKnown(value)) as [string, number, string][];
    this.#figures.replaceChildren(
      ...known.flatMap(([name, value, meaning]) => [
        h("dt", "", {}, name, " ", h("b", "", {}, value.toFixed(2))),
        h("dd", "", {}, meaning),
      ]),
    );
  }
}

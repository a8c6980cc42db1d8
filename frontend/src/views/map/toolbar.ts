// The map's controls: projection and its running, colour, lasso, 2-D or 3-D, the whole view.

import { button, h, setText } from "../../dom.ts";
import type { Description, MapProjection, ProjectionProgress } from "../../protocol.ts";
import { methodName } from "../../words.ts";

export interface ToolbarActs {
  project(method: string, dims: number, perplexity?: number): void;
  cancelProjection(): void;
  colourBy(name: string): void;
  toggleLasso(): void;
  clearSelection(): void;
  fit(): void;
  showLattice(on: boolean): void;
  showPosteriors(on: boolean): void;
  /** A layer that is asked for cannot be shown on this map. */
  refuse(reason: string): void;
}

const PERPLEXITY = { least: 2, most: 200, usual: 30 };

const LATTICE = "The decoded grid behind the points: what the cursor would decode at each place";
const POSTERIORS =
  "Where the encoder might have put a sample (two standard deviations): the selected ones, else the " +
  "chosen one, else the nearest";

const LATTICE_IN_SPACE =
  "The decoded grid on the plane through the cursor that faces you: what the cursor would decode there. " +
  "Turn the map, and the plane turns with you; the points lie before and behind it";
/** Why posteriors are not drawn in space. */
const NO_POSTERIORS =
  "Posteriors are drawn on flat maps only, where their ellipses are exact: go back to 2-D (the 3D button).";

/** A button that turns a layer on and off; where it says why it cannot, it is told to `refuse`. */
function layerButton(
  text: string,
  name: string,
  title: string,
  onTurn: (on: boolean) => void,
  refuse: () => boolean,
): HTMLButtonElement {
  const turn = () => {
    if (refuse()) return;
    const on = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(on));
    onTurn(on);
  };
  const attributes = { "aria-label": name, "aria-pressed": "false", title };
  const made = button(text, turn, attributes, "lw-button lw-icon");
  return made;
}

const otherDims = (dims: number) => (dims === 2 ? 3 : 2);

export class Toolbar {
  readonly element = h("div", "lw-map-tools", { role: "toolbar", "aria-label": "Map" });
  readonly running = h("div", "lw-map-running", { hidden: true });
  readonly #acts: ToolbarActs;
  readonly #description: Description;
  readonly #method = h("select", "lw-select", { "aria-label": "Projection" });
  readonly #colour = h("select", "lw-select", { "aria-label": "Colour by" });
  readonly #perplexity = h("input", "lw-input", {
    type: "number",
    min: PERPLEXITY.least,
    max: PERPLEXITY.most,
    value: PERPLEXITY.usual,
    "aria-label": "Perplexity",
  });
  readonly #perplexityLabel = h("label", "lw-map-perplexity", {
    title: "About how many neighbours each point tries to keep near",
  });
  readonly #lasso: HTMLButtonElement;
  readonly #space: HTMLButtonElement;
  readonly #selection: HTMLButtonElement;
  readonly #lattice: HTMLButtonElement;
  readonly #posteriors: HTMLButtonElement;
  readonly #progressText = h("span");
  readonly #progress = h("progress", "", { max: 1, value: 0, "aria-label": "Progress" });
  #dims = 2;
  #current = "";

  constructor(description: Description, acts: ToolbarActs) {
    this.#description = description;
    this.#acts = acts;
    const icon = "lw-button lw-icon";
    this.#lasso = button(
      "◌",
      () => acts.toggleLasso(),
      { "aria-label": "Lasso", "aria-pressed": "false", title: "Lasso: select samples (L)" },
      icon,
    );
    this.#space = button(
      "3D",
      () => this.#project(this.#method.value, otherDims(this.#dims)),
      { "aria-label": "3-D", "aria-pressed": "false", title: "Flat or in space" },
      icon,
    );
    const inSpace = () => {
      if (this.#dims === 3) acts.refuse(NO_POSTERIORS);
      return this.#dims === 3;
    };
    this.#lattice = layerButton(
      "▦",
      "Lattice",
      LATTICE,
      (on) => acts.showLattice(on),
      () => false,
    );
    this.#posteriors = layerButton(
      "◎",
      "Posteriors",
      POSTERIORS,
      (on) => acts.showPosteriors(on),
      inSpace,
    );
    const fit = button("⤢", () => acts.fit(), { "aria-label": "Fit", title: "Fit all (0)" }, icon);
    this.#selection = button("", () => acts.clearSelection(), { hidden: true });
    this.#perplexityLabel.append("perplexity", this.#perplexity);
    this.#method.addEventListener("change", () => {
      const method = this.#method.value;
      this.#project(method, this.#has(method, this.#dims) ? this.#dims : otherDims(this.#dims));
    });
    this.#perplexity.addEventListener("change", () => this.#project("tsne", this.#dims));
    this.#colour.addEventListener("change", () => acts.colourBy(this.#colour.value));
    this.element.append(
      ...[this.#method, this.#perplexityLabel, this.#colour],
      ...[this.#lasso, this.#space, fit, this.#lattice, this.#posteriors, this.#selection],
    );
    const cancel = button("Cancel", () => acts.cancelProjection());
    this.running.append(this.#progressText, this.#progress, cancel);
  }

  /** Says which projection is shown; tells whether it is of another kind than the last. */
  showProjection(projection: MapProjection): boolean {
    const { method, dims, title } = projection;
    const isOther = method !== this.#current || dims !== this.#dims;
    this.#current = method;
    this.#dims = dims;
    const methods = new Set([...this.#description.projections, method]);
    const options = [...methods].map((name) =>
      h("option", "", { value: name }, name === method ? title : methodName(name)),
    );
    this.#method.replaceChildren(...options);
    this.#method.value = method;
    this.#perplexityLabel.hidden = method !== "tsne" || this.#description.maps !== undefined;
    this.#space.hidden = this.#description.latent_size < 3 || !this.#has(method, otherDims(dims));
    this.#space.setAttribute("aria-pressed", String(dims === 3));
    this.#posteriors.hidden = !this.#description.has_posteriors;
    this.#lattice.title = dims === 3 ? LATTICE_IN_SPACE : LATTICE;
    this.#posteriors.setAttribute("aria-disabled", String(dims === 3));
    this.#posteriors.title = dims === 3 ? NO_POSTERIORS : POSTERIORS;
    return isOther;
  }

  showProgress(method: string, progress: ProjectionProgress | null): void {
    this.running.hidden = false;
    const { iteration = 0, total = 1 } = progress ?? {};
    this.#progress.value = iteration / Math.max(1, total);
    const steps = progress ? ` · step ${iteration} of ${total}` : " …";
    setText(this.#progressText, methodName(method) + steps);
  }

  hideProgress(): void {
    this.running.hidden = true;
  }

  showColour(current: string | null): void {
    const { colours } = this.#description;
    this.#colour.hidden = colours.length === 0;
    const options = colours.map(({ name }) => h("option", "", { value: name }, `colour: ${name}`));
    if (current === null) options.unshift(h("option", "", { value: "" }, "colour: none"));
    this.#colour.replaceChildren(...options);
    this.#colour.value = current ?? "";
  }

  showLasso(on: boolean): void {
    this.#lasso.setAttribute("aria-pressed", String(on));
  }

  showSelection(count: number): void {
    this.#selection.hidden = count === 0;
    const text = `${count.toLocaleString("en")} selected ✕`;
    setText(this.#selection, text);
    this.#selection.setAttribute("aria-label", `Clear the selection of ${count}`);
  }

  /** Whether that map can be had: an exported page holds some only. */
  #has(method: string, dims: number): boolean {
    const { maps } = this.#description;
    return !maps || maps.some((map) => map.method === method && map.dims === dims);
  }

  #project(method: string, dims: number): void {
    const { least, most, usual } = PERPLEXITY;
    const asked = Math.round(Number(this.#perplexity.value)) || usual;
    const perplexity = Math.min(most, Math.max(least, asked));
    this.#perplexity.value = String(perplexity);
    this.#acts.project(method, dims, method === "tsne" ? perplexity : undefined);
  }
}

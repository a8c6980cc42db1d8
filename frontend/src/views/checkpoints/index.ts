// A model over its training: scrub, and map, lattice, outputs and figures move together.

import type { OwnTraits } from "../../contracts.ts";
import { button, h, setText } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { AnyModel } from "../../host.ts";
import { nounOf } from "../../modalities/index.ts";
import { MISSING } from "../../protocol.ts";
import { onTheme, themeOf } from "../../theme.ts";
import { classOf, nameOf } from "../map/colours.ts";
import { Legend } from "../map/legend.ts";
import { animate } from "../map/transition.ts";
import { Curves } from "./curves.ts";
import { Film, type Shot } from "./film.ts";
import { Scatter } from "./scatter.ts";
import { drawTiles } from "./tiles.ts";

const STRIDE = 380; // ms from one checkpoint to the next
const PAUSE = 420; // ms at each while it plays

export class FilmView {
  readonly element = h("section", "lw-training", { "aria-label": "Checkpoints" });
  readonly #film: Film;
  readonly #traits: OwnTraits;
  readonly #scatter = new Scatter();
  readonly #curves = new Curves((place) => this.#go(place));
  readonly #layers = h("div", "lw-training-layers", {
    role: "group",
    "aria-label": "What is shown",
  });
  readonly #range = h("input", "lw-training-range", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    "aria-label": "Checkpoint",
    disabled: true,
  });
  readonly #play = button("Play", () => this.#toggle(), { disabled: true });
  readonly #title = h("h3", "lw-title");
  readonly #about = h("span", "lw-soft");
  readonly #round = h("output", "lw-training-round", { "aria-live": "polite" });
  readonly #progress = h("span", "lw-soft lw-training-progress", { role: "status" });
  readonly #words = h("p", "lw-soft lw-training-words");
  readonly #fixed = h("canvas", "lw-training-fixed lw-picture");
  readonly #texts = h("ul", "lw-training-texts", { hidden: true });
  readonly #fixedTitle = h("h4", "lw-subtitle");
  readonly #realNote = h("span", "lw-soft", { hidden: true }, "grey: real samples");
  readonly #followed = h("span", "lw-soft lw-training-followed");
  readonly #legend = new Legend((hidden) => {
    this.#hidden = hidden;
    this.#colour();
  });
  readonly #cleanups: Cleanup[] = [];
  #hidden: ReadonlySet<number> = new Set();
  #shots: Shot[] = [];
  #place = -1;
  /** Whether the last is shown, and stays so as more come. */
  #follows = true;
  #stopWalk: Cleanup = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #playing = false;

  constructor(model: AnyModel, traits: OwnTraits) {
    this.#film = new Film(model, traits);
    this.#traits = traits;
    this.#layers.append(
      this.#layer("points", "points"),
      this.#layer("lattice", "decoded grid"),
      this.#layer("each", "fit each checkpoint"),
      this.#realNote,
      this.#followed,
    );
    this.element.append(
      h(
        "header",
        "lw-training-head",
        {},
        this.#title,
        this.#about,
        h("span", "lw-grow"),
        this.#progress,
      ),
      h(
        "div",
        "lw-training-main",
        {},
        h("div", "lw-training-left", {}, this.#scatter.element, this.#layers, this.#legend.element),
        h("div", "lw-training-right", {}, this.#fixedTitle, this.#fixed, this.#texts),
      ),
      h("div", "lw-training-scrub", {}, this.#play, this.#range, this.#round),
      this.#words,
      this.#curves.element,
    );
  }

  /** The element is in the page now. */
  start(): void {
    const film = this.#film;
    this.#range.addEventListener("input", () => this.#go(Number(this.#range.value)));
    this.#scatter.element.addEventListener("click", (event) =>
      this.#followSample(this.#scatter.pick(event.clientX, event.clientY)),
    );
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.#cleanups.push(
      onTheme(this.element, () => this.#describe()),
      film.on("shots", () => this.#onShots()),
      film.on("described", () => this.#describe()),
      film.on("noted", () => {
        this.#curves.set(this.#shots, film.noted);
        this.#curves.mark(this.#place);
      }),
      film.on("progress", () => this.#showProgress()),
      this.#traits.on("at", () => this.#onAt()),
    );
    this.#describe();
    this.#showProgress();
    this.#onShots();
  }

  dispose(): void {
    this.#pause();
    this.#stopWalk();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#scatter.dispose();
    this.#film.dispose();
    this.element.remove();
  }

  // -- what there is ------------------------------------------------------------------------

  #layer(name: "points" | "lattice" | "each", text: string): HTMLElement {
    const box = h("input", "", { type: "checkbox" });
    box.checked = this.#scatter.layers[name];
    box.addEventListener("change", () => {
      this.#scatter.layers[name] = box.checked;
      this.#scatter.draw();
    });
    return h("label", "lw-training-layer", { "data-layer": name }, box, text);
  }

  #describe(): void {
    const { name, unit, encodes, n, modality, colour, real } = this.#film.described;
    setText(this.#title, name);
    const noun = modality ? nounOf(modality) : "output";
    const many = n?.toLocaleString("en");
    const whose = encodes
      ? `${many} samples at each checkpoint`
      : `${many} codes, the same throughout`;
    setText(this.#about, n === undefined ? `checkpoints by ${unit}` : whose);
    const fixed = encodes ? "The same samples, rebuilt" : "The same codes, decoded";
    setText(this.#fixedTitle, fixed);
    this.#fixed.setAttribute("aria-label", `${fixed}: ${noun}s at this checkpoint`);
    this.#fixed.setAttribute("role", "img");
    const lattice = this.element.querySelector<HTMLElement>("[data-layer=lattice]");
    if (lattice) lattice.hidden = !encodes || modality?.kind === "text";
    // Of texts that are generated there is no map: their numbers are tokens.
    const hasMap = encodes || modality?.kind !== "text";
    for (const element of [this.#scatter.element, this.#layers]) element.hidden = !hasMap;
    this.#scatter.real = real ?? null;
    this.#realNote.hidden = !real;
    this.#hidden = new Set();
    this.#legend.show(colour ?? null, themeOf(this.element));
    this.#colour();
    this.#scatter.setFrame(this.#shots);
    this.#sayFollowed();
  }

  #colour(): void {
    const { n, colour = null } = this.#film.described;
    if (n === undefined) return;
    const keep = (i: number) => !this.#hidden.has(colour ? classOf(colour, i) : MISSING);
    this.#scatter.setColours(n, colour, themeOf(this.element), keep);
  }

  #showProgress(): void {
    const { rounds, taken, trouble } = this.#film.progress;
    const left = rounds.length - taken.length;
    const { live } = this.#film.described;
    const waiting = live ? "waiting for the first step …" : "";
    const words =
      left > 0
        ? `${taken.length} of ${rounds.length} checkpoints computed …`
        : rounds.length > 0
          ? `${rounds.length} checkpoints`
          : waiting;
    setText(this.#progress, trouble ? `Stopped: ${trouble}` : words);
    this.#progress.classList.toggle("lw-training-trouble", trouble !== "");
  }

  #onShots(): void {
    const shown = this.#shots[this.#place];
    this.#shots = this.#film.shots;
    const last = this.#shots.length - 1;
    this.#range.max = String(Math.max(0, last));
    this.#range.disabled = last < 1;
    this.#play.disabled = last < 1;
    this.#curves.set(this.#shots, this.#film.noted);
    this.#scatter.setFrame(this.#shots);
    if (last < 0) return;
    const kept = this.#shots.findIndex((shot) => shot.at === shown?.at);
    const place = this.#follows || kept < 0 ? last : kept;
    if (this.#shots[place] !== shown || place !== this.#place) this.#show(place);
    else this.#curves.mark(place);
  }

  /** Set from Python. */
  #onAt(): void {
    const at = this.#traits.get("at") as number;
    const place = this.#shots.findIndex((shot) => shot.at === at);
    if (place >= 0 && place !== this.#place) this.#go(place, false);
  }

  // -- where one is -------------------------------------------------------------------------

  /** Goes to a checkpoint by hand. */
  #go(place: number, tell = true): void {
    this.#pause();
    this.#walk(place, tell);
  }

  #walk(place: number, tell = true): void {
    const from = this.#shots[this.#place] ?? null;
    const start = this.#place;
    const near = Math.abs(place - start) === 1;
    this.#set(place, tell);
    const to = this.#shots[place];
    if (!to) return;
    this.#stopWalk();
    this.#stopWalk = animate(near && from ? STRIDE : 0, (t) => {
      this.#scatter.show(from, to, t);
      this.#curves.mark(near ? start + (place - start) * t : place);
    });
  }

  #show(place: number): void {
    this.#stopWalk();
    this.#set(place, false);
    this.#scatter.show(null, this.#shots[place] ?? null, 1);
    this.#curves.mark(place);
  }

  #set(place: number, tell: boolean): void {
    this.#place = place;
    const shot = this.#shots[place];
    if (!shot) return;
    this.#follows = place === this.#shots.length - 1;
    this.#range.value = String(place);
    const { unit } = this.#film.described;
    const words = `${unit} ${shot.at} · ${place + 1} of ${this.#shots.length}`;
    this.#range.setAttribute("aria-valuetext", words);
    setText(this.#round, words);
    setText(this.#words, shot.trouble || shot.words);
    this.#words.classList.toggle("lw-training-trouble", shot.trouble !== "");
    this.#showFixed(shot);
    if (tell) this.#traits.set("at", shot.at);
  }

  #showFixed({ fixed }: Shot): void {
    this.#texts.hidden = !fixed?.texts;
    this.#fixed.hidden = !fixed?.image;
    if (fixed?.texts) {
      this.#texts.replaceChildren(
        ...fixed.texts.slice(0, 12).map((text) => h("li", "", { dir: "auto" }, text)),
      );
    }
    const context = this.#fixed.getContext("2d");
    if (!fixed?.image || !context) return;
    const rows = Math.ceil(fixed.n / fixed.columns);
    // As many pixels as it is shown at, whatever the size of the tiles.
    const width = 616;
    const height = Math.round((width * rows) / fixed.columns);
    if (this.#fixed.width !== width) this.#fixed.width = width;
    if (this.#fixed.height !== height) this.#fixed.height = height;
    context.clearRect(0, 0, width, height);
    drawTiles(context, fixed, [0, 0, width, height], 0.06);
  }

  // -- playing, keys, the sample that is followed -------------------------------------------

  #toggle(): void {
    if (this.#playing) {
      this.#pause();
      return;
    }
    this.#playing = true;
    setText(this.#play, "Pause");
    if (this.#place >= this.#shots.length - 1) {
      this.#show(0);
      this.#timer = setTimeout(() => this.#step(), PAUSE);
    } else this.#step();
  }

  #step(): void {
    if (this.#place >= this.#shots.length - 1) {
      this.#pause();
      return;
    }
    this.#walk(this.#place + 1);
    this.#timer = setTimeout(() => this.#step(), STRIDE + PAUSE);
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#playing = false;
    setText(this.#play, "Play");
  }

  #onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const onRange = target === this.#range;
    const last = this.#shots.length - 1;
    if (event.key === " " && (onRange || target === this.#scatter.element)) this.#toggle();
    else if (target !== this.#scatter.element) return;
    else if (event.key === "ArrowRight") this.#go(Math.min(last, this.#place + 1));
    else if (event.key === "ArrowLeft") this.#go(Math.max(0, this.#place - 1));
    else if (event.key === "Home") this.#go(0);
    else if (event.key === "End") this.#go(last);
    else if (event.key.toLowerCase() === "n") this.#followNext(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.#followSample(null);
    else return;
    event.preventDefault();
  }

  #followNext(by: number): void {
    const { n } = this.#scatter;
    if (n === 0) return;
    const now = this.#scatter.followed;
    this.#followSample(now === null ? (by > 0 ? 0 : n - 1) : (now + by + n) % n);
  }

  #followSample(index: number | null): void {
    this.#scatter.followed = index;
    this.#scatter.draw();
    this.#sayFollowed();
  }

  #sayFollowed(): void {
    const { colour, encodes } = this.#film.described;
    const index = this.#scatter.followed;
    const what = encodes ? "sample" : "code";
    const name = index !== null && colour ? `, ${colour.name} ${nameOf(colour, index)}` : "";
    const words =
      index === null ? `click a point to follow its ${what}` : `following ${what} ${index}${name}`;
    setText(this.#followed, words);
  }
}

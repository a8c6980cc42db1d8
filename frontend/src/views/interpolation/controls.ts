// Which way, how fast, to and fro: the player's controls, and what is said of the way taken.

import { button, h, setText } from "../../dom.ts";
import type { Description } from "../../protocol.ts";
import type { PathChoice, Route } from "./route.ts";

export interface ControlActs {
  choose(choice: PathChoice): void;
  cancel(): void;
  play(): void;
  setPace(pace: number): void;
  setPingPong(on: boolean): void;
  setConstantSpeed(on: boolean): void;
}

const PACES: readonly [number, string][] = [
  [0.25, "¼×"],
  [0.5, "½×"],
  [1, "1×"],
  [2, "2×"],
  [4, "4×"],
];

const WAYS: readonly [PathChoice, string][] = [
  ["lerp", "lerp: straight"],
  ["slerp", "slerp: along an arc"],
  ["data", "data: from sample to sample"],
  ["geodesic", "geodesic: least change"],
];

export class Controls {
  readonly element: HTMLElement;
  readonly #path = h("select", "lw-select", { "aria-label": "Path" });
  readonly #pace = h("select", "lw-select", { "aria-label": "Speed" });
  readonly #play: HTMLButtonElement;
  readonly #pingPong: HTMLButtonElement;
  readonly #even: HTMLButtonElement;
  readonly #words = h("p", "lw-way-words lw-soft", { "aria-live": "polite" });
  readonly #error = h("p", "lw-way-error", { role: "alert", hidden: true });
  readonly #busy: HTMLElement;
  readonly #busyWords = h("span");
  readonly #progress = h("progress", "", { max: 1, "aria-label": "Progress" });

  constructor({ path }: Description, acts: ControlActs) {
    const auto: [PathChoice, string] = ["auto", `auto: ${path.name}`];
    for (const [value, text] of [auto, ...WAYS])
      this.#path.append(h("option", "", { value }, text));
    this.#path.addEventListener("change", () => acts.choose(this.#path.value as PathChoice));
    this.#play = button("▶ Play", () => acts.play(), { "aria-pressed": "false" });
    this.#play.classList.add("lw-play");
    for (const [value, text] of PACES) this.#pace.append(h("option", "", { value }, text));
    this.#pace.value = "1";
    this.#pace.addEventListener("change", () => acts.setPace(Number(this.#pace.value)));
    this.#pingPong = toggle("↔ to and fro", true, acts.setPingPong);
    this.#pingPong.title = "At the end, play back to the beginning";
    this.#even = toggle("constant speed", false, acts.setConstantSpeed);
    this.#even.title = "Place the steps so that the output changes equally from one to the next";
    const cancel = button("Cancel", () => acts.cancel());
    this.#busy = h("div", "lw-way-busy", { hidden: true, role: "status" });
    this.#busy.append(this.#busyWords, this.#progress, cancel);
    const bar = h("div", "lw-bar", {});
    bar.append(this.#play, this.#pace, this.#pingPong, this.#even, h("span", "lw-grow"));
    const label = h("label", "lw-way-choice", {}, "path", this.#path);
    bar.append(label);
    this.element = h("div", "lw-player-controls", {}, bar, this.#busy, this.#error, this.#words);
  }

  show(route: Route): void {
    this.#path.value = route.choice;
    this.#even.setAttribute("aria-pressed", String(route.constantSpeed));
    const { busy, error, track, name, reason, choice } = route;
    this.#busy.hidden = busy === null;
    if (busy) {
      const percent = busy.share > 0 ? ` · ${Math.round(100 * busy.share)} %` : " …";
      setText(this.#busyWords, busy.words + percent);
      this.#progress.value = busy.share;
    }
    this.#error.hidden = error === null;
    if (error) setText(this.#error, error);
    const taken = choice === "auto" ? `auto took ${name}` : name;
    const words = track
      ? `${taken}: ${reason}`
      : "Choose two points or more: click a slot, or drag a sample or a bookmark into it.";
    setText(this.#words, words);
    this.#play.disabled = track === null;
  }

  showPace(pace: number, pingPong: boolean): void {
    this.#pace.value = String(pace);
    this.#pingPong.setAttribute("aria-pressed", String(pingPong));
  }

  showPlaying(on: boolean): void {
    setText(this.#play, on ? "❚❚ Pause" : "▶ Play");
    this.#play.setAttribute("aria-pressed", String(on));
  }
}

function toggle(text: string, on: boolean, onChange: (on: boolean) => void): HTMLButtonElement {
  const element = button(
    text,
    () => {
      const now = element.getAttribute("aria-pressed") !== "true";
      element.setAttribute("aria-pressed", String(now));
      onChange(now);
    },
    { "aria-pressed": String(on) },
  );
  return element;
}

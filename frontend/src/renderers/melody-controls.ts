// What plays, repeats, slows, voices and saves a melody.

import { h, setText } from "../dom.ts";
import type { MelodyModality } from "../modalities/melody.ts";
import { canSound, soundButton, toggle, WORDS } from "../sound/controls.ts";
import { download, fileName } from "../sound/download.ts";
import { INSTRUMENTS, type InstrumentName } from "../sound/engine.ts";
import type { MelodyPlayer } from "../sound/melody-player.ts";
import { melodyToMidi } from "../sound/midi.ts";
import { classMark } from "../views/map/palette.ts";
import { CHANGED, type Reference } from "./renderer.ts";

export interface MelodyControlsOptions {
  /** Of the file. */
  name: string;
  values(): Float32Array;
  onMute(voice: number, muted: boolean): void;
  /** With what the notes are compared. */
  reference: Reference;
}

const SLOWEST = 30;
const FASTEST = 300;

export class MelodyControls {
  readonly element: HTMLElement;
  /** A slider over the steps: where to play. */
  readonly position: HTMLInputElement;
  readonly #modality: MelodyModality;
  readonly #player: MelodyPlayer;
  readonly #options: MelodyControlsOptions;
  readonly #play = soundButton("play", "Play", () => this.#press());
  readonly #words = h("p", "lw-sound-words", { role: "status" });
  readonly #changed: HTMLElement;
  #error = "";
  #missing = "";

  constructor(modality: MelodyModality, player: MelodyPlayer, options: MelodyControlsOptions) {
    this.#modality = modality;
    this.#player = player;
    this.#options = options;
    this.#changed = h("span", "lw-sound-changed", {}, CHANGED[options.reference]);
    this.#play.element.classList.add("lw-sound-play");
    this.#play.element.disabled = !canSound();
    if (!canSound()) this.#error = WORDS.none;
    this.position = this.#createPosition();
    const loop = toggle(
      "Loop",
      player.loop,
      (on) => {
        player.loop = on;
      },
      "loop",
    );
    const save = soundButton("save", "MIDI", () => this.#save());
    save.element.title = "Save these notes as a MIDI file";
    this.element = h(
      "div",
      "lw-sound-controls",
      { role: "group", "aria-label": "Player" },
      row(this.#play.element, loop, this.#createInstrument(), save.element),
      row(this.#createTempo()),
      ...(modality.voices > 1 ? [row(...this.#createVoices())] : []),
      row(this.#changed, this.#words),
    );
  }

  showState(): void {
    const { state } = this.#player;
    const isOn = state === "playing" || state === "starting";
    this.#play.set(isOn ? "pause" : "play", isOn ? "Pause" : "Play");
    if (state === "playing") this.#error = "";
    const words = state === "held back" ? WORDS.heldBack : this.#error;
    setText(this.#words, [words, this.#missing].filter(Boolean).join(" "));
  }

  showPosition(position: number): void {
    const step = String(Math.floor(position) % this.#modality.steps);
    if (this.position.value === step) return;
    this.position.value = step;
    this.#sayPosition();
  }

  setChanged(changed: boolean): void {
    this.#changed.toggleAttribute("data-on", changed);
  }

  setMissing(steps: number): void {
    const words = steps > 0 ? WORDS.missing(steps) : "";
    if (words === this.#missing) return;
    this.#missing = words;
    this.showState();
  }

  #press(): void {
    const { state } = this.#player;
    if (state === "playing" || state === "starting") {
      this.#player.pause();
      return;
    }
    this.#error = "";
    this.#player.play().catch((error) => {
      this.#error = WORDS.failed(error);
      this.showState();
    });
  }

  #createPosition(): HTMLInputElement {
    const { steps } = this.#modality;
    const attributes = { type: "range", min: 0, max: steps - 1, step: 1, value: 0 };
    const input = h("input", "lw-melody-position", { ...attributes, "aria-label": "Position" });
    input.addEventListener("input", () => {
      this.#player.seek(Number(input.value));
      this.#sayPosition();
    });
    return input;
  }

  #sayPosition(): void {
    const { steps_per_beat } = this.#modality;
    const beat = Math.floor(Number(this.position.value) / steps_per_beat) + 1;
    this.position.setAttribute("aria-valuetext", `beat ${beat}`);
  }

  #createTempo(): HTMLElement {
    const said = h("output", "lw-sound-number");
    const limits = { type: "range", min: SLOWEST, max: FASTEST, step: 1 };
    const input = h("input", "lw-sound-tempo", { ...limits, value: this.#player.tempo });
    const say = () => setText(said, `${Math.round(this.#player.tempo)} bpm`);
    input.addEventListener("input", () => {
      this.#player.tempo = Number(input.value);
      say();
    });
    say();
    return h("label", "lw-sound-label", {}, "Tempo", input, said);
  }

  #createInstrument(): HTMLElement {
    const select = h("select", "lw-button lw-sound-select", { "aria-label": "Instrument" });
    for (const name of INSTRUMENTS) select.append(h("option", "", { value: name }, name));
    select.addEventListener("change", () => {
      this.#player.instrument = select.value as InstrumentName;
    });
    return select;
  }

  /** Of several voices each can be silenced, to hear the others alone. */
  #createVoices(): HTMLElement[] {
    const { voices, names } = this.#modality;
    return Array.from({ length: voices }, (_, voice) => {
      const name = names?.[voice] ?? `voice ${voice + 1}`;
      const element = toggle(name, true, (heard) => this.#options.onMute(voice, !heard));
      element.title = `Hear ${name}`;
      element.classList.add("lw-sound-voice");
      for (const theme of ["light", "dark"] as const) {
        const { colour } = classMark(voice, voices, theme);
        element.style.setProperty(`--lw-voice-${theme}`, colour);
      }
      return element;
    });
  }

  #save(): void {
    const { names } = this.#modality;
    const bytes = melodyToMidi(this.#options.values(), this.#modality, {
      tempo: this.#player.tempo,
      instrument: this.#player.instrument,
      names: names ?? [],
    });
    download(bytes, fileName(this.#options.name, "mid"), "audio/midi");
  }
}

function row(...parts: HTMLElement[]): HTMLElement {
  return h("div", "lw-sound-row", {}, ...parts);
}

// What plays, repeats and saves a sound, and says what is to be known of it.

import { h, setText } from "../dom.ts";
import type { AudioModality } from "../modalities/audio.ts";
import type { ClipPlayer } from "../sound/clip-player.ts";
import { canSound, soundButton, toggle, WORDS } from "../sound/controls.ts";
import { download, fileName } from "../sound/download.ts";
import { writeWav } from "../sound/wav.ts";

export interface AudioControlsOptions {
  /** Of the file. */
  name: string;
  values(): Float32Array;
}

export class AudioControls {
  readonly element: HTMLElement;
  readonly #modality: AudioModality;
  readonly #player: ClipPlayer;
  readonly #options: AudioControlsOptions;
  readonly #play = soundButton("play", "Play", () => this.#press());
  readonly #words = h("p", "lw-sound-words", { role: "status" });
  #onChange = false;
  #gaps = "";
  #error = "";

  constructor(modality: AudioModality, player: ClipPlayer, options: AudioControlsOptions) {
    this.#modality = modality;
    this.#player = player;
    this.#options = options;
    this.#play.element.classList.add("lw-sound-play");
    this.#play.element.disabled = !canSound();
    if (!canSound()) this.#error = WORDS.none;
    const loop = toggle(
      "Loop",
      player.loop,
      (on) => {
        player.loop = on;
      },
      "loop",
    );
    const follow = toggle("Play on change", false, (on) => {
      this.#onChange = on;
      if (on) this.#start(); // a gesture: the sound may begin now
    });
    follow.disabled = !canSound();
    const save = soundButton("save", "WAV", () => this.#save());
    save.element.title = "Save this sound as a WAV file, 16 bit";
    const row = h("div", "lw-sound-row", {}, this.#play.element, loop, follow, save.element);
    this.element = h("div", "lw-sound-controls", { role: "group", "aria-label": "Player" }, row);
    if (modality.note) this.element.append(h("p", "lw-sound-note", {}, modality.note));
    this.element.append(this.#words);
    this.showState();
  }

  showState(): void {
    const { state } = this.#player;
    const isOn = state === "playing" || state === "starting";
    this.#play.set(isOn ? "stop" : "play", isOn ? "Stop" : "Play");
    if (state === "playing") this.#error = "";
    const words = state === "held back" ? WORDS.heldBack : this.#error;
    setText(this.#words, [words, this.#gaps].filter(Boolean).join(" "));
  }

  /** What is to be said of silent places. */
  setGaps(words: string): void {
    if (words === this.#gaps) return;
    this.#gaps = words;
    this.showState();
  }

  /** The sound is another one now. */
  changed(): void {
    if (this.#onChange && this.#player.state === "stopped") this.#start();
  }

  #press(): void {
    const { state } = this.#player;
    if (state === "playing" || state === "starting") this.#player.stop();
    else this.#start();
  }

  #start(): void {
    this.#error = "";
    this.#player.play().catch((error) => {
      this.#error = WORDS.failed(error);
      this.showState();
    });
  }

  #save(): void {
    const { sample_rate, channels } = this.#modality;
    const bytes = writeWav(this.#options.values(), sample_rate, channels);
    download(bytes, fileName(this.#options.name, "wav"), "audio/wav");
  }
}

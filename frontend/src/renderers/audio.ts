// A sound as its waveform and its spectrogram; it plays, and plays on while it changes.

import { eachFrame, h } from "../dom.ts";
import type { AudioModality } from "../modalities/audio.ts";
import type { Picture } from "../protocol.ts";
import { gapsOf, gapWords, mixed, playable } from "../sound/clip.ts";
import { ClipPlayer } from "../sound/clip-player.ts";
import { canSound, soundButton, WORDS } from "../sound/controls.ts";
import { spectrogram, windowSize } from "../sound/spectrogram.ts";
import { AudioControls } from "./audio-controls.ts";
import { type AudioPicture, FOOT, leftOf, paintAudio } from "./audio-picture.ts";
import { soundPlaces } from "./places/grid.ts";
import type { Places } from "./places/place.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { type Ground, insetBox, Surface } from "./surface.ts";

const WIDEST = 320; // columns of the spectrogram
const COMPACT = 96;

export class AudioRenderer implements Renderer {
  readonly element: HTMLElement;
  readonly controls?: HTMLElement;
  readonly places?: Places;
  readonly #modality: AudioModality;
  readonly #compact: boolean;
  readonly #player: ClipPlayer;
  readonly #surface: Surface;
  readonly #bar: AudioControls | null = null;
  readonly #playhead = h("div", "lw-playhead", { "aria-hidden": "true", hidden: true });
  readonly #follow = eachFrame(() => this.#movePlayhead());
  #picture: AudioPicture | null = null;

  constructor(modality: AudioModality, { compact = false, label = "", name }: RendererOptions) {
    this.#modality = modality;
    this.#compact = compact;
    this.#player = new ClipPlayer(modality);
    this.#surface = new Surface(label, (ground) => this.#paint(ground));
    const plot = h("div", "lw-audio-plot", { style: `--lw-gutter: ${leftOf(compact)}px` });
    plot.append(this.#surface.canvas, this.#playhead);
    this.element = h("div", compact ? "lw-audio lw-compact" : "lw-audio", {}, plot);
    if (compact) {
      this.controls = this.#smallButton(label);
    } else {
      const values = () => this.#picture?.values ?? new Float32Array(0);
      this.#bar = new AudioControls(modality, this.#player, { name: name ?? "sound", values });
      this.element.append(this.#bar.element);
      this.places = soundPlaces(modality, () =>
        insetBox(this.#surface.canvas, { left: leftOf(false), bottom: FOOT }),
      );
    }
    this.#player.events.on("state", () => this.#showState());
    this.#showState();
  }

  show(picture: Picture): void {
    if (!("values" in picture)) return;
    const { values } = picture;
    const { channels, sample_rate } = this.#modality;
    const isOther = this.#picture !== null && !sameValues(this.#picture.values, values);
    const gaps = picture.not_finite > 0 ? gapsOf(values, channels) : [];
    this.#picture = { values, channels, sampleRate: sample_rate, gaps, spectrogram: null };
    this.#player.clip = values;
    this.#bar?.setGaps(gapWords(gaps, sample_rate));
    if (isOther) this.#bar?.changed();
    this.#surface.ask();
  }

  dispose(): void {
    this.#follow.stop();
    this.#surface.dispose();
    this.#player.dispose();
  }

  /** The spectrogram is computed where it is seen, and once for each picture. */
  #paint(ground: Ground): void {
    const picture = this.#picture;
    if (!picture) return;
    if (!picture.spectrogram) {
      const { samples, sample_rate, channels } = this.#modality;
      const size = windowSize(sample_rate, samples);
      const columns = this.#compact ? COMPACT : Math.min(WIDEST, Math.ceil((8 * samples) / size));
      const heard = mixed(playable(picture.values, channels, sample_rate));
      picture.spectrogram = spectrogram(heard, columns, size);
    }
    paintAudio(ground, picture, this.#compact);
  }

  #smallButton(label: string): HTMLElement {
    const play = soundButton("play", `Play ${label}`, () => this.#press(), SMALL);
    play.element.disabled = !canSound();
    this.#player.events.on("state", (state) => {
      const isOn = state === "playing" || state === "starting";
      play.set(isOn ? "stop" : "play", `${isOn ? "Stop" : "Play"} ${label}`);
    });
    return play.element;
  }

  #press(): void {
    const { state } = this.#player;
    if (state === "playing" || state === "starting") {
      this.#player.stop();
      return;
    }
    this.#player.play().catch((error) => {
      if (this.controls) this.controls.title = WORDS.failed(error);
    });
  }

  #showState(): void {
    this.element.dataset.state = this.#player.state;
    this.#bar?.showState();
    this.#movePlayhead();
  }

  #movePlayhead(): void {
    const isPlaying = this.#player.state === "playing";
    this.#playhead.hidden = !isPlaying;
    const { samples, sample_rate } = this.#modality;
    const share = (this.#player.position * sample_rate) / samples;
    this.#playhead.style.setProperty("--lw-at", String(share));
    if (isPlaying) this.#follow.ask();
  }
}

const SMALL = "lw-button lw-sound-small";

function sameValues(a: Float32Array, b: Float32Array): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => Object.is(value, b[i])));
}

// A melody as a piano roll that plays, and plays on while its notes change.

import { eachFrame, h } from "../dom.ts";
import type { MelodyModality } from "../modalities/melody.ts";
import type { Picture } from "../protocol.ts";
import { canSound, soundButton, WORDS } from "../sound/controls.ts";
import { MelodyPlayer } from "../sound/melody-player.ts";
import { changedNotes, missingSteps, type Note, notesOf } from "../sound/notes.ts";
import { MelodyControls } from "./melody-controls.ts";
import { gutterOf, paintRoll, type RollNotes } from "./melody-roll.ts";
import type { Places } from "./places/place.ts";
import { rollPlaces } from "./places/roll.ts";
import type { Renderer, RendererOptions, ShowOptions } from "./renderer.ts";
import { insetBox, Surface } from "./surface.ts";

export class MelodyRenderer implements Renderer {
  readonly element: HTMLElement;
  readonly controls?: HTMLElement;
  readonly places?: Places;
  readonly #modality: MelodyModality;
  readonly #player: MelodyPlayer;
  readonly #surface: Surface;
  readonly #bar: MelodyControls | null = null;
  readonly #playhead = h("div", "lw-playhead", { "aria-hidden": "true", hidden: true });
  readonly #follow = eachFrame(() => this.#movePlayhead());
  readonly #roll: RollNotes & { muted: Set<number> };
  #values: Float32Array;
  /** The notes of the last rest, and the picture that they were read from. */
  #before: { picture: Picture; notes: Note[] } | null = null;

  constructor(modality: MelodyModality, options: RendererOptions) {
    const { compact = false, label = "" } = options;
    this.#modality = modality;
    this.#values = new Float32Array(modality.voices * modality.steps * modality.pitches);
    const missing: ReadonlySet<number> = new Set();
    this.#roll = { notes: [], added: new Set(), gone: [], missing, muted: new Set() };
    this.#player = new MelodyPlayer(modality, modality.tempo, async () => {
      if (!options.sound) throw new Error("this page has no sound library");
      return (await options.sound()).createEngine();
    });
    this.#player.loop = !compact;
    this.#surface = new Surface(label, (ground) =>
      paintRoll(ground, modality, this.#roll, compact),
    );
    const style = `--lw-gutter: ${gutterOf(compact)}px; --lw-rows: ${modality.pitches}`;
    const plot = h("div", "lw-melody-plot", { style });
    plot.append(this.#surface.canvas, this.#playhead);
    this.element = h("div", compact ? "lw-melody lw-compact" : "lw-melody", {}, plot);
    if (compact) {
      this.controls = this.#smallButton(label);
    } else {
      this.#bar = new MelodyControls(modality, this.#player, {
        name: options.name ?? "melody",
        values: () => this.#values,
        onMute: (voice, muted) => this.#mute(voice, muted),
        reference: options.reference ?? "rest",
      });
      plot.append(this.#bar.position);
      this.places = rollPlaces(
        modality,
        () => this.#roll.notes,
        () => insetBox(this.#surface.canvas, { left: gutterOf(false) }),
      );
      this.element.append(this.#bar.element);
    }
    this.#player.events.on("state", () => this.#showState());
    this.#player.events.on("moved", () => this.#movePlayhead());
    this.#showState();
  }

  show(picture: Picture, { before = null }: ShowOptions = {}): void {
    if (!("values" in picture)) return;
    const { values } = picture;
    this.#values = values;
    this.#player.notes = values;
    const notes = notesOf(values, this.#modality);
    if (!before || !("values" in before)) this.#before = null;
    else if (this.#before?.picture !== before) {
      this.#before = { picture: before, notes: notesOf(before.values, this.#modality) };
    }
    const changed = changedNotes(notes, this.#before?.notes ?? notes);
    this.#roll.notes = notes;
    this.#roll.added = new Set(changed.added);
    this.#roll.gone = changed.gone;
    this.#roll.missing =
      picture.not_finite > 0 ? missingSteps(values, this.#modality) : new Set<number>();
    this.#bar?.setChanged(changed.added.length + changed.gone.length > 0);
    this.#bar?.setMissing(this.#roll.missing.size);
    this.#surface.ask();
  }

  dispose(): void {
    this.#follow.stop();
    this.#surface.dispose();
    this.#player.dispose();
  }

  #mute(voice: number, muted: boolean): void {
    if (muted) this.#roll.muted.add(voice);
    else this.#roll.muted.delete(voice);
    this.#player.setMuted(voice, muted);
    this.#surface.ask();
  }

  #smallButton(label: string): HTMLElement {
    const play = soundButton("play", `Play ${label}`, () => this.#press(), SMALL);
    const { element } = play;
    element.disabled = !canSound();
    this.#player.events.on("state", (state) => {
      const isOn = state === "playing" || state === "starting";
      play.set(isOn ? "stop" : "play", `${isOn ? "Stop" : "Play"} ${label}`);
      if (!isOn) this.#player.seek(0);
    });
    return element;
  }

  #press(): void {
    const { state } = this.#player;
    if (state === "playing" || state === "starting") this.#player.pause();
    else {
      this.#player.seek(0);
      this.#player.play().catch((error) => {
        if (this.controls) this.controls.title = WORDS.failed(error);
      });
    }
  }

  #showState(): void {
    this.element.dataset.state = this.#player.state;
    this.#bar?.showState();
    this.#movePlayhead();
  }

  #movePlayhead(): void {
    const { position, state } = this.#player;
    const isAtStart = state !== "playing" && position === 0;
    this.#playhead.hidden = isAtStart;
    this.#playhead.style.setProperty("--lw-at", String(position / this.#modality.steps));
    this.#bar?.showPosition(position);
    if (state === "playing") this.#follow.ask();
  }
}

const SMALL = "lw-button lw-sound-small";

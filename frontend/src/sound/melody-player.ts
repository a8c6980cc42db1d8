// Plays a melody that may be exchanged while it plays: the steps go on, and each is read from the
// notes as they are when its turn comes.

import { Emitter } from "../emitter.ts";
import type { Engine, Instrument, InstrumentName, Pulse } from "./engine.ts";
import type { RollShape } from "./notes.ts";
import { Playhead } from "./playhead.ts";
import { beginPlaying, endPlaying } from "./playing.ts";
import { stepChanges } from "./step-changes.ts";

export interface MelodyShape extends RollShape {
  /** MIDI number of the lowest pitch. */
  low: number;
  steps_per_beat: number;
}

/** "held back": the browser waits for a gesture, or took the sound away. */
export type PlayerState = "stopped" | "starting" | "playing" | "held back";

const LOUD = 0.85;
const ACCENT = 1;
/** Under a first voice the others step back. */
const BEHIND = 0.6;

export class MelodyPlayer {
  readonly events = new Emitter<{ state: PlayerState; moved: null }>();
  readonly #shape: MelodyShape;
  readonly #engine: () => Promise<Engine>;
  readonly #playhead = new Playhead();
  readonly #sounding: Set<number>[];
  readonly #muted = new Set<number>();
  readonly #stopSelf = () => this.pause();
  #values: Float32Array;
  #state: PlayerState = "stopped";
  #sound: { engine: Engine; pulse: Pulse; offState: () => void } | null = null;
  #instrument: Instrument | null = null;
  #instrumentName: InstrumentName = "piano";
  #tempo: number;
  /** The step that comes next. */
  #next = 0;
  /** Where this run began: shown until its first step is heard. */
  #from = 0;
  #lastTime = 0;
  /** Counts the calls of `play`: of several that wait, the last one counts. */
  #turn = 0;
  #disposed = false;
  loop = true;

  constructor(shape: MelodyShape, tempo: number, engine: () => Promise<Engine>) {
    this.#shape = shape;
    this.#tempo = tempo;
    this.#engine = engine;
    this.#sounding = Array.from({ length: shape.voices }, () => new Set());
    this.#values = new Float32Array(shape.voices * shape.steps * shape.pitches);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** The step that is heard, with its fraction; where it will go on, when it stands. */
  get position(): number {
    if (this.#state !== "playing" || !this.#sound) return this.#next;
    return this.#playhead.at(this.#sound.engine.heard, this.#rate) ?? this.#from;
  }

  get tempo(): number {
    return this.#tempo;
  }

  /** Beats a minute. */
  set tempo(tempo: number) {
    this.#tempo = tempo;
    if (this.#state === "playing") this.#sound?.pulse.setRate(this.#rate);
  }

  /** Heard from the next step on. */
  set notes(values: Float32Array) {
    this.#values = values;
  }

  get instrument(): InstrumentName {
    return this.#instrumentName;
  }

  /** What sounds fades in the old one; what begins sounds in the new one. */
  set instrument(name: InstrumentName) {
    if (name === this.#instrumentName) return;
    this.#instrumentName = name;
    if (!this.#sound || !this.#instrument) return;
    this.#instrument.retire(this.#afterLast());
    this.#instrument = this.#sound.engine.instrument(name);
    this.#forget();
  }

  setMuted(voice: number, muted: boolean): void {
    if (muted) this.#muted.add(voice);
    else this.#muted.delete(voice);
  }

  /** Goes to a step, playing or not. */
  seek(step: number): void {
    this.#next = Math.max(0, Math.min(this.#shape.steps - 1, Math.floor(step)));
    this.events.emit("moved", null);
  }

  /** Plays from where it stands. Rejects where there is no sound to be had. */
  async play(): Promise<void> {
    if (this.#state === "playing" || this.#disposed) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#set("starting");
    try {
      await this.#open();
      const runs = (await this.#sound?.engine.resume()) ?? false;
      if (turn !== this.#turn || !this.#sound) return;
      if (!runs) return this.#set("held back");
      this.#begin(this.#sound);
    } catch (error) {
      if (turn === this.#turn) this.#set("stopped");
      throw error;
    }
  }

  pause(): void {
    this.#turn += 1;
    endPlaying(this.#stopSelf);
    if (this.#state === "playing") {
      // Steps were scheduled ahead: go on later from the one that was heard.
      this.#next = Math.floor(this.position) % this.#shape.steps;
      this.#halt();
      this.#sound?.engine.fade(0);
    }
    this.#set("stopped");
  }

  dispose(): void {
    this.pause();
    this.#disposed = true;
    this.#sound?.offState();
    this.#sound?.pulse.dispose();
    this.#instrument?.dispose();
    this.#sound?.engine.dispose();
    this.#sound = null;
    this.#instrument = null;
  }

  get #rate(): number {
    return (this.#tempo / 60) * this.#shape.steps_per_beat;
  }

  async #open(): Promise<void> {
    if (this.#sound) return;
    const engine = await this.#engine();
    if (this.#disposed || this.#sound) return engine.dispose();
    const pulse = engine.pulse((time) => this.#step(time));
    const offState = engine.onState(() => this.#checkState(engine));
    this.#sound = { engine, pulse, offState };
    this.#instrument = engine.instrument(this.#instrumentName);
  }

  #begin({ engine, pulse }: { engine: Engine; pulse: Pulse }): void {
    beginPlaying(this.#stopSelf);
    this.#forget();
    this.#playhead.clear();
    this.#from = this.#next;
    engine.fade(1);
    pulse.start(this.#rate);
    this.#set("playing");
  }

  /** One step, called somewhat before its time. */
  #step(time: number): void {
    if (this.#state !== "playing" || !this.#sound || !this.#instrument) return;
    const step = this.#next;
    if (step >= this.#shape.steps) {
      this.#finish(time);
      return;
    }
    this.#next = step + 1;
    if (this.#next === this.#shape.steps && this.loop) this.#next = 0;
    this.#playhead.add(time, step);
    // After a stall of the page: what is late by a whole step is passed over, not crowded together.
    if (time + 1 / this.#rate < this.#sound.engine.heard) return;
    this.#playStep(this.#sound.engine, this.#instrument, step, time);
  }

  #playStep(engine: Engine, instrument: Instrument, step: number, time: number): void {
    const at = () => {
      // Asked for each note: on a slow page the notes before it took their time.
      this.#lastTime = Math.max(this.#lastTime, time, engine.soonest);
      return this.#lastTime;
    };
    const { voices, low, steps_per_beat } = this.#shape;
    const silence = new Float32Array(0);
    for (let voice = 0; voice < voices; voice++) {
      const values = this.#muted.has(voice) ? silence : this.#values;
      const sounding = this.#sounding[voice] as Set<number>;
      const { release, attack } = stepChanges(sounding, values, this.#shape, voice, step);
      for (const pitch of release) instrument.release(low + pitch, at());
      const level = voice === 0 ? 1 : BEHIND;
      const velocity = level * (step % steps_per_beat === 0 ? ACCENT : LOUD);
      for (const pitch of attack) instrument.attack(low + pitch, at(), velocity);
    }
  }

  /** At the end, where it does not repeat: the last notes end in time. */
  #finish(time: number): void {
    this.#lastTime = time;
    this.#halt();
    this.#next = 0;
    endPlaying(this.#stopSelf);
    this.#set("stopped");
  }

  #halt(): void {
    this.#sound?.pulse.stop();
    const { low } = this.#shape;
    const time = this.#afterLast();
    for (const sounding of this.#sounding) {
      for (const pitch of sounding) this.#instrument?.release(low + pitch, time);
    }
    this.#forget();
  }

  /** Nothing is released before it began. */
  #afterLast(): number {
    return Math.max(this.#sound?.engine.soonest ?? 0, this.#lastTime);
  }

  #forget(): void {
    for (const sounding of this.#sounding) sounding.clear();
  }

  #checkState(engine: Engine): void {
    if (this.#state === "playing" && !engine.running) {
      this.#next = Math.floor(this.position) % this.#shape.steps;
      this.#halt();
      this.#set("held back");
    }
  }

  #set(state: PlayerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.events.emit("state", state);
  }
}

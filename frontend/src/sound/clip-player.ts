// Plays a waveform that may be exchanged while it plays: the new one fades in where the old one was.

import { Emitter } from "../emitter.ts";
import { holdContext, letContext, resumed } from "./audio-context.ts";
import { playable } from "./clip.ts";
import type { PlayerState } from "./melody-player.ts";
import { beginPlaying, endPlaying } from "./playing.ts";

export interface ClipShape {
  sample_rate: number;
  samples: number;
  channels: number;
}

const LEVEL = 0.9;
/** From deciding to hearing: what is begun or faded later than it says would click. */
const AHEAD_S = 0.05;
const FADE_S = 0.015;
const CROSSFADE_S = 0.04;
/** Between two exchanges: each has faded before the next. */
const SPACING_S = 0.06;

interface Voice {
  source: AudioBufferSourceNode;
  gain: GainNode;
}

function fadeIn({ source, gain }: Voice, at: number, from: number, fade: number): void {
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(1, at + fade);
  source.start(at, from);
}

export class ClipPlayer {
  readonly events = new Emitter<{ state: PlayerState }>();
  readonly #shape: ClipShape;
  readonly #stopSelf = () => this.stop();
  readonly #onContextState = () => this.#checkState();
  #values: Float32Array;
  #context: AudioContext | null = null;
  /** All of one run; faded out at its end. */
  #run: GainNode | null = null;
  #voice: Voice | null = null;
  #state: PlayerState = "stopped";
  #loop = false;
  /** When, on the audio clock, the clip's first sample was or would have been heard. */
  #began = 0;
  #exchanged = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #disposed = false;

  constructor(shape: ClipShape) {
    this.#shape = shape;
    this.#values = new Float32Array(shape.samples * shape.channels);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Seconds from the start that are heard now. */
  get position(): number {
    const context = this.#context;
    if (!context || this.#state !== "playing") return 0;
    const heard = context.currentTime - (context.outputLatency || 0) - this.#began;
    return this.#within(Math.max(0, heard));
  }

  get loop(): boolean {
    return this.#loop;
  }

  set loop(loop: boolean) {
    const voice = this.#voice;
    if (voice && this.#context) {
      const run = this.#context.currentTime - this.#began;
      this.#began += Math.max(0, Math.floor(run / this.#duration)) * this.#duration;
      voice.source.loop = loop;
    }
    this.#loop = loop;
  }

  /** Heard at once where it plays. */
  set clip(values: Float32Array) {
    this.#values = values;
    const context = this.#context;
    if (this.#state !== "playing" || !context || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#exchanged + SPACING_S - context.currentTime);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#exchange();
    }, 1000 * wait);
  }

  /** From the start. Rejects where there is no sound to be had. */
  async play(): Promise<void> {
    if (this.#disposed || this.#state === "playing") return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#set("starting");
    try {
      if (!this.#context) {
        this.#context = holdContext();
        this.#context.addEventListener("statechange", this.#onContextState);
      }
      const runs = await resumed(this.#context);
      if (turn !== this.#turn || !this.#context) return;
      if (!runs) return this.#set("held back");
      this.#begin(this.#context);
    } catch (error) {
      if (turn === this.#turn) this.#set("stopped");
      throw error;
    }
  }

  stop(): void {
    this.#turn += 1;
    if (this.#context && this.#run) this.#fadeOut(this.#context, this.#run);
    this.#end("stopped");
  }

  dispose(): void {
    this.stop();
    this.#disposed = true;
    this.#context?.removeEventListener("statechange", this.#onContextState);
    // The last fade is heard to its end.
    if (this.#context) setTimeout(letContext, 1000 * (AHEAD_S + 2 * FADE_S));
    this.#context = null;
  }

  get #duration(): number {
    return this.#shape.samples / this.#shape.sample_rate;
  }

  #within(seconds: number): number {
    return this.#loop ? seconds % this.#duration : Math.min(seconds, this.#duration);
  }

  #begin(context: AudioContext): void {
    beginPlaying(this.#stopSelf);
    const run = context.createGain();
    run.gain.value = LEVEL;
    run.connect(context.destination);
    const voice = this.#make(context, run); // takes a while: first, then the time
    const at = context.currentTime + AHEAD_S;
    fadeIn(voice, at, 0, FADE_S);
    this.#run = run;
    this.#began = at;
    this.#exchanged = at;
    this.#voice = voice;
    this.#set("playing");
  }

  #exchange(): void {
    const [context, run, old] = [this.#context, this.#run, this.#voice];
    if (!context || !run || !old || this.#state !== "playing") return;
    const voice = this.#make(context, run); // first, then the time
    const at = context.currentTime + AHEAD_S;
    const offset = at - this.#began;
    if (!this.#loop && offset + CROSSFADE_S >= this.#duration) {
      voice.gain.disconnect(); // the end is near enough
      return;
    }
    fadeIn(voice, at, this.#within(offset), CROSSFADE_S);
    old.gain.gain.setValueAtTime(1, at);
    old.gain.gain.linearRampToValueAtTime(0, at + CROSSFADE_S);
    old.source.stop(at + CROSSFADE_S + AHEAD_S);
    old.source.onended = () => old.gain.disconnect();
    this.#voice = voice;
    this.#exchanged = at;
  }

  /** What the clip is by now, ready to begin. */
  #make(context: AudioContext, run: GainNode): Voice {
    const { channels, sample_rate, samples } = this.#shape;
    const buffer = context.createBuffer(channels, samples, sample_rate);
    for (const [channel, plane] of playable(this.#values, channels, sample_rate).entries()) {
      buffer.copyToChannel(plane, channel);
    }
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = this.#loop;
    source.onended = () => this.#end("stopped");
    const gain = context.createGain();
    // From the first: the source may begin a fraction of a sample before its time.
    gain.gain.value = 0;
    source.connect(gain).connect(run);
    return { source, gain };
  }

  #fadeOut(context: AudioContext, run: GainNode): void {
    const at = context.currentTime + AHEAD_S;
    run.gain.setValueAtTime(LEVEL, at);
    run.gain.linearRampToValueAtTime(0, at + FADE_S);
    const voice = this.#voice;
    if (!voice) return;
    voice.source.onended = () => run.disconnect();
    voice.source.stop(at + 2 * FADE_S);
  }

  #end(state: PlayerState): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    endPlaying(this.#stopSelf);
    this.#run = null;
    this.#voice = null;
    this.#set(state);
  }

  #checkState(): void {
    if (this.#state !== "playing" || this.#context?.state === "running") return;
    this.stop();
    this.#set("held back");
  }

  #set(state: PlayerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.events.emit("state", state);
  }
}

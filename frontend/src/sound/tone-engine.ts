// The sound library, by Tone.js: a file of its own (`sound.js`), which a page brings when a melody
// is first played. All players of a page share one audio context, closed with the last of them.

import { Limiter } from "tone/build/esm/component/dynamics/Limiter.js";
// Module by module: the library's own index makes a context as soon as it is read.
import { Filter } from "tone/build/esm/component/filter/Filter.js";
import { Clock } from "tone/build/esm/core/clock/Clock.js";
import { Context } from "tone/build/esm/core/context/Context.js";
import { Gain } from "tone/build/esm/core/context/Gain.js";
import { setContext } from "tone/build/esm/core/context/GlobalContext.js";
import { FMSynth } from "tone/build/esm/instrument/FMSynth.js";
import { PolySynth } from "tone/build/esm/instrument/PolySynth.js";
import { Synth } from "tone/build/esm/instrument/Synth.js";
import type { Cleanup } from "../emitter.ts";
import type { Engine, Instrument, InstrumentName, Pulse } from "./engine.ts";
import { frequencyOf } from "./notes.ts";

// What the page may be busy without a gap in the sound, against how soon a change is heard.
const AHEAD_S = 0.15;
const FADE_S = 0.03;
/**
 * From deciding to hearing: what is begun or faded later than it says would click. A slow page needs
 * more, so that it becomes twice what the slowest note took to make.
 */
const MARGIN_S = 0.03;
const SLOWEST_TIMES = 2;
const RESUME_MS = 2000; // a busy machine takes a while
const VOLUME_DB = -13;
const MOST_NOTES = 64;
const LONGEST_TAIL_S = 1.5;

let shared: { context: Context; holders: number } | null = null;

function holdContext(): Context {
  if (!shared) {
    const context = new Context({ lookAhead: AHEAD_S, updateInterval: AHEAD_S / 5 });
    setContext(context); // Tone makes one of its own for what is given none
    shared = { context, holders: 0 };
  }
  shared.holders += 1;
  return shared.context;
}

function letContext(): void {
  if (!shared) return;
  shared.holders -= 1;
  if (shared.holders > 0) return;
  shared.context.dispose();
  shared = null;
}

/** Partials of plain oscillators, envelopes in seconds; no attack is so short that it clicks. */
function synthOf(name: InstrumentName, context: Context): PolySynth {
  const common = { context, maxPolyphony: MOST_NOTES, volume: VOLUME_DB };
  const partials = (...levels: number[]) => ({ type: "custom" as const, partials: levels });
  switch (name) {
    case "piano":
      return new PolySynth({
        ...common,
        voice: Synth,
        options: {
          oscillator: partials(1, 0.5, 0.28, 0.14, 0.08, 0.05, 0.02),
          envelope: { attack: 0.006, decay: 1.4, sustain: 0.08, release: 0.35 },
        },
      });
    case "organ":
      return new PolySynth({
        ...common,
        voice: Synth,
        options: {
          oscillator: partials(1, 0.7, 0.3, 0.4, 0, 0.15, 0, 0.2),
          envelope: { attack: 0.02, decay: 0.1, sustain: 0.8, release: 0.12 },
        },
      });
    case "strings":
      return new PolySynth({
        ...common,
        voice: Synth,
        options: {
          oscillator: { type: "fatsawtooth", count: 2, spread: 14 },
          envelope: { attack: 0.12, decay: 0.3, sustain: 0.8, release: 0.5 },
        },
      });
    case "flute":
      return new PolySynth({
        ...common,
        voice: Synth,
        options: {
          oscillator: partials(1, 0.16, 0.05),
          envelope: { attack: 0.05, decay: 0.1, sustain: 0.9, release: 0.2 },
        },
      });
    case "pluck":
      return new PolySynth({
        ...common,
        voice: FMSynth,
        options: {
          harmonicity: 2,
          modulationIndex: 6,
          envelope: { attack: 0.005, decay: 0.5, sustain: 0.02, release: 0.4 },
          modulationEnvelope: { attack: 0.005, decay: 0.2, sustain: 0.05, release: 0.3 },
        },
      });
  }
}

class ToneInstrument implements Instrument {
  readonly #context: Context;
  readonly #onTook: (seconds: number) => void;
  readonly #synth: PolySynth;
  readonly #filter: Filter;

  /** `onTook` hears how long each voice and note took to make: the first voice comes at once. */
  constructor(
    name: InstrumentName,
    context: Context,
    output: Gain,
    onTook: (seconds: number) => void,
  ) {
    this.#context = context;
    this.#onTook = onTook;
    const frequency = name === "strings" ? 2400 : 7000;
    this.#filter = new Filter({ context, frequency, type: "lowpass" });
    this.#synth = this.#timed(() => synthOf(name, context));
    this.#synth.chain(this.#filter, output);
  }

  attack(midi: number, time: number, velocity: number): void {
    this.#timed(() => this.#synth.triggerAttack(frequencyOf(midi), time, velocity));
  }

  release(midi: number, time: number): void {
    this.#synth.triggerRelease(frequencyOf(midi), time);
  }

  retire(time: number): void {
    this.#synth.releaseAll(time);
    const wait = time - this.#context.currentTime + LONGEST_TAIL_S;
    this.#context.setTimeout(() => this.dispose(), wait);
  }

  dispose(): void {
    if (this.#synth.disposed) return;
    this.#synth.dispose();
    this.#filter.dispose();
  }

  #timed<T>(make: () => T): T {
    const start = performance.now();
    const made = make();
    this.#onTook((performance.now() - start) / 1000);
    return made;
  }
}

class TonePulse implements Pulse {
  readonly #context: Context;
  readonly #clock: Clock;

  constructor(context: Context, onStep: (time: number) => void) {
    this.#context = context;
    this.#clock = new Clock({ context, callback: onStep });
  }

  start(rate: number): void {
    const time = this.#context.now();
    this.#clock.frequency.setValueAtTime(rate, time);
    this.#clock.start(time);
  }

  setRate(rate: number): void {
    this.#clock.frequency.setValueAtTime(rate, this.#context.now());
  }

  stop(): void {
    this.#clock.stop(this.#context.now());
  }

  dispose(): void {
    this.#clock.dispose();
  }
}

class ToneEngine implements Engine {
  readonly #context = holdContext();
  readonly #limiter = new Limiter({ context: this.#context, threshold: -3 });
  readonly #output = new Gain({ context: this.#context, gain: 0 });
  #margin = MARGIN_S;
  #disposed = false;

  constructor() {
    this.#output.connect(this.#limiter);
    this.#limiter.connect(this.#context.rawContext.destination);
  }

  get soonest(): number {
    return this.#context.currentTime + this.#margin;
  }

  get heard(): number {
    const { outputLatency } = this.#context.rawContext as unknown as { outputLatency?: number };
    return this.#context.currentTime - (outputLatency || 0);
  }

  get running(): boolean {
    return this.#context.state === "running";
  }

  async resume(): Promise<boolean> {
    // Where a gesture is wanted first, the promise stays open.
    const limit = new Promise((resolve) => setTimeout(resolve, RESUME_MS));
    if (!this.running) await Promise.race([this.#context.resume(), limit]);
    return this.running;
  }

  fade(level: 0 | 1): void {
    this.#output.gain.linearRampTo(level, FADE_S, this.soonest);
  }

  instrument(name: InstrumentName): Instrument {
    const took = (seconds: number) => {
      // Tone keeps back what is further ahead than that.
      this.#margin = Math.min(AHEAD_S, Math.max(this.#margin, SLOWEST_TIMES * seconds));
    };
    return new ToneInstrument(name, this.#context, this.#output, took);
  }

  pulse(onStep: (time: number) => void): Pulse {
    return new TonePulse(this.#context, onStep);
  }

  onState(listener: () => void): Cleanup {
    this.#context.on("statechange", listener);
    return () => this.#context.off("statechange", listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#output.dispose();
    this.#limiter.dispose();
    letContext();
  }
}

export function createEngine(): Engine {
  return new ToneEngine();
}

// What a player needs of the library that makes the sound, so that it can be tested with a clock
// of its own. Times are seconds on the audio clock.

import type { Cleanup } from "../emitter.ts";

export const INSTRUMENTS = ["piano", "organ", "strings", "flute", "pluck"] as const;
export type InstrumentName = (typeof INSTRUMENTS)[number];

/** Plays notes by their MIDI numbers; several at once. */
export interface Instrument {
  attack(midi: number, time: number, velocity: number): void;
  release(midi: number, time: number): void;
  /** Lets what sounds fade by its envelope, then gives it all back. */
  retire(time: number): void;
  dispose(): void;
}

/** Calls back once a step, somewhat before its time. */
export interface Pulse {
  /** At so many steps a second, as soon as that can be in time. */
  start(rate: number): void;
  setRate(rate: number): void;
  stop(): void;
  dispose(): void;
}

/** The sound of one player. */
export interface Engine {
  /** The earliest time for which something new can still be heard in full. */
  readonly soonest: number;
  /** What is heard now. */
  readonly heard: number;
  readonly running: boolean;
  /** Resolves to whether it runs: before a gesture of the user, a browser may refuse. */
  resume(): Promise<boolean>;
  /** Fades all of this player's sound in or out, at once. */
  fade(level: 0 | 1): void;
  instrument(name: InstrumentName): Instrument;
  pulse(onStep: (time: number) => void): Pulse;
  onState(listener: () => void): Cleanup;
  dispose(): void;
}

/** What the asset `sound.js` exports. */
export interface SoundLibrary {
  createEngine(): Engine;
}

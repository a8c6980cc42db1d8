// A sound library without sound: a clock that the test turns, and a list of what would be heard.

import type { Engine, Instrument, InstrumentName, Pulse } from "../src/sound/engine.ts";

export interface Heard {
  what: "attack" | "release";
  midi: number;
  time: number;
  instrument: InstrumentName;
}

const AHEAD = 0.15;
const LOOK = 0.03;

export class FakeEngine implements Engine {
  now = 0;
  running = true;
  refuses = false;
  disposed = false;
  level = 0;
  /** Seconds that the page needs to make a note. */
  noteTakes = 0;
  /** Notes that were made when they should have sounded already. */
  late = 0;
  readonly heardNotes: Heard[] = [];
  readonly ticks: number[] = [];
  #onStep: (time: number) => void = () => {};
  #next: number | null = null;
  #rate = 1;
  readonly #listeners = new Set<() => void>();

  get soonest(): number {
    return this.now + 0.01;
  }

  get heard(): number {
    return this.now;
  }

  async resume(): Promise<boolean> {
    this.running = !this.refuses;
    return this.running;
  }

  fade(level: 0 | 1): void {
    this.level = level;
  }

  instrument(name: InstrumentName): Instrument {
    const sounding: number[] = [];
    const hear = (what: Heard["what"], midi: number, time: number) => {
      this.heardNotes.push({ what, midi, time, instrument: name });
    };
    return {
      attack: (midi, time) => {
        this.now += this.noteTakes;
        if (time < this.now) this.late += 1;
        sounding.push(midi);
        hear("attack", midi, time);
      },
      release: (midi, time) => {
        sounding.splice(sounding.indexOf(midi), 1);
        hear("release", midi, time);
      },
      retire: (time) => {
        for (const midi of sounding.splice(0)) hear("release", midi, time);
      },
      dispose: () => {},
    };
  }

  pulse(onStep: (time: number) => void): Pulse {
    this.#onStep = onStep;
    return {
      start: (rate) => {
        this.#rate = rate;
        this.#next = this.now + AHEAD;
      },
      setRate: (rate) => {
        this.#rate = rate;
      },
      stop: () => {
        this.#next = null;
      },
      dispose: () => {
        this.#next = null;
      },
    };
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  suspend(): void {
    this.running = false;
    for (const listener of this.#listeners) listener();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  dispose(): void {
    this.disposed = true;
  }

  /** Lets time go by; `each` is called before every look at the clock. */
  advance(seconds: number, each: () => void = () => {}): void {
    const end = this.now + seconds;
    while (this.now < end - 1e-9) {
      this.now = Math.min(end, this.now + LOOK);
      each();
      this.#look();
    }
  }

  /** The page is busy: time goes by and nobody looks. */
  stall(seconds: number): void {
    this.now += seconds;
    this.#look();
  }

  #look(): void {
    while (this.#next !== null && this.#next <= this.now + AHEAD) {
      const time = this.#next;
      this.#next = time + 1 / this.#rate;
      this.ticks.push(time);
      this.#onStep(time);
    }
  }
}

/** From when to when each note sounded; a note that is not released is an error. */
export function notesHeard(events: Heard[]): { midi: number; from: number; to: number }[] {
  const open = new Map<string, Heard[]>();
  const notes: { midi: number; from: number; to: number }[] = [];
  for (const event of events) {
    const key = `${event.instrument} ${event.midi}`;
    const queue = open.get(key) ?? [];
    open.set(key, queue);
    if (event.what === "attack") {
      queue.push(event);
      continue;
    }
    const begun = queue.shift();
    if (!begun) throw new Error(`${key} was released and did not sound`);
    notes.push({ midi: event.midi, from: begun.time, to: event.time });
  }
  const left = [...open.values()].flat();
  if (left.length > 0) throw new Error(`${left.length} notes were never released`);
  return notes;
}

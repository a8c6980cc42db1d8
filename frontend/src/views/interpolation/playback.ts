// A position that moves by itself from 0 to 1, again and again, or to and fro.

export interface PlaybackEvents {
  onMove(position: number): void;
  onState(playing: boolean): void;
}

export class Playback {
  /** Seconds from 0 to 1. */
  duration = 2;
  pingPong = true;
  position = 0;
  readonly #events: PlaybackEvents;
  readonly #now: () => number;
  #frame = 0;
  #last = 0;
  #direction = 1;

  constructor(events: PlaybackEvents, now: () => number = () => performance.now()) {
    this.#events = events;
    this.#now = now;
  }

  get playing(): boolean {
    return this.#frame !== 0;
  }

  play(): void {
    if (this.playing) return;
    if (this.position >= 1 && !this.pingPong) this.position = 0;
    this.#direction = this.position >= 1 ? -1 : 1;
    this.#last = this.#now();
    this.#frame = requestAnimationFrame(() => this.#tick());
    this.#events.onState(true);
  }

  pause(): void {
    if (!this.playing) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#events.onState(false);
  }

  #tick(): void {
    const now = this.#now();
    const step = (now - this.#last) / 1000 / this.duration;
    this.#last = now;
    this.#frame = requestAnimationFrame(() => this.#tick());
    this.position = this.#after(step);
    this.#events.onMove(this.position);
  }

  /** A page that was hidden for long comes back within one pass. */
  #after(step: number): number {
    const next = this.position + this.#direction * (step % 2);
    if (!this.pingPong) return next > 1 ? next % 1 : next;
    if (next > 1) {
      this.#direction = -1;
      return Math.max(0, 2 - next);
    }
    if (next < 0) {
      this.#direction = 1;
      return Math.min(1, -next);
    }
    return next;
  }
}

// Where the sound is, for the eye: steps are scheduled ahead, and shown when they are heard.

interface Beat {
  time: number;
  step: number;
}

const KEPT = 64;

export class Playhead {
  #beats: Beat[] = [];
  #latest: Beat | null = null;
  #share = 0;

  /** Step `step` will be heard at `time`. */
  add(time: number, step: number): void {
    this.#beats.push({ time, step });
    if (this.#beats.length > KEPT) this.#beats.shift();
  }

  clear(): void {
    this.#beats = [];
    this.#latest = null;
    this.#share = 0;
  }

  /** The place heard at `time`, in steps; null before the first. Within a step it never goes back. */
  at(time: number, rate: number): number | null {
    const index = this.#beats.findLastIndex((beat) => beat.time <= time);
    const beat = this.#beats[index];
    if (!beat) return this.#latest ? this.#latest.step + this.#share : null;
    const next = this.#beats[index + 1];
    const length = next ? next.time - beat.time : 1 / rate;
    const share = Math.min(1, (time - beat.time) / length);
    this.#share = beat === this.#latest ? Math.max(this.#share, share) : share;
    this.#latest = beat;
    return beat.step + this.#share;
  }
}

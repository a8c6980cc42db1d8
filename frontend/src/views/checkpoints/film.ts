// The snapshots as the page has them: pushed by the kernel as they are made, asked for where they are not.

import { revive } from "../../arrays.ts";
import { Channel } from "../../channel.ts";
import type { OwnTraits } from "../../contracts.ts";
import { type Cleanup, Emitter } from "../../emitter.ts";
import type { AnyModel, Listener } from "../../host.ts";
import type { Modality } from "../../modalities/index.ts";
import type { Colouring, Reply } from "../../protocol.ts";
import { bitmapFrom } from "../../renderers/image.ts";
import type { SheetOfTiles, Snapshot } from "./snapshot.ts";

export interface Described {
  name: string;
  unit: string;
  encodes: boolean;
  live: boolean;
  /** Null until the first snapshot is there; what follows is not there either. */
  modality: Modality | null;
  n?: number;
  colour?: Colouring | null;
  real?: Float32Array | null;
}

export interface Progress {
  rounds: number[];
  taken: number[];
  trouble: string;
}

export interface Noted {
  at: Float32Array;
  values: Float32Array;
}

/** A snapshot whose pictures are ready to be drawn. */
export interface Shot extends Omit<Snapshot, "lattice" | "fixed"> {
  lattice: Tiles | null;
  fixed: Tiles | null;
}

export interface Tiles {
  image: ImageBitmap | null;
  texts: readonly string[] | null;
  columns: number;
  n: number;
}

interface FilmEvents {
  /** There are other snapshots to be shown. */
  shots: null;
  described: null;
  noted: null;
  progress: null;
}

export class Film {
  readonly #traits: OwnTraits;
  readonly #channel: Channel;
  readonly #events = new Emitter<FilmEvents>();
  readonly #shots = new Map<number, Shot>();
  readonly #cleanups: Cleanup[];
  /** Rounds whose pictures are being made ready. */
  readonly #coming = new Set<number>();
  #asking = false;
  #closed = false;

  constructor(model: AnyModel, traits: OwnTraits) {
    this.#traits = traits;
    this.#channel = new Channel((content, buffers) => model.send(content, undefined, buffers));
    const hear: Listener = (message: Reply, buffers: readonly ArrayBufferView[]) => {
      if ((message as { kind: string }).kind === "snapshot") {
        const snapshot = revive<Snapshot>(message.result, buffers);
        this.#take(snapshot).catch((error: Error) => this.#warn(error));
      } else this.#channel.receive(message, buffers);
    };
    model.on("msg:custom", hear);
    this.#cleanups = [
      () => model.off("msg:custom", hear),
      traits.on("described", () => this.#events.emit("described", null)),
      traits.on("curves", () => this.#events.emit("noted", null)),
      traits.on("progress", () => {
        this.#forget();
        this.#events.emit("progress", null);
        void this.#askForMissing();
      }),
    ];
    void this.#askForMissing();
  }

  get described(): Described {
    return revive<Described>(this.#traits.get("described"));
  }

  get progress(): Progress {
    return revive<Progress>(this.#traits.get("progress"));
  }

  get noted(): Record<string, Noted> {
    return revive<Record<string, Noted>>(this.#traits.get("curves")) ?? {};
  }

  /** What can be shown now, in the order of the rounds. */
  get shots(): Shot[] {
    return [...this.#shots.values()].sort((a, b) => a.at - b.at);
  }

  on<E extends keyof FilmEvents>(event: E, listener: () => void): Cleanup {
    return this.#events.on(event, listener);
  }

  dispose(): void {
    this.#closed = true;
    for (const cleanup of this.#cleanups) cleanup();
    this.#channel.failAll("closed");
    for (const shot of this.#shots.values()) release(shot);
    this.#shots.clear();
  }

  /** Rounds that the kernel keeps no more. */
  #forget(): void {
    const kept = new Set(this.progress.taken);
    const gone = [...this.#shots.values()].filter(({ at }) => !kept.has(at));
    if (gone.length === 0) return;
    for (const { at } of gone) this.#shots.delete(at);
    this.#events.emit("shots", null);
    // Nothing shows them any more.
    for (const shot of gone) release(shot);
  }

  /** One after the other, the last first: it is what one sees at the start. */
  async #askForMissing(): Promise<void> {
    if (this.#asking || this.#closed) return;
    this.#asking = true;
    try {
      for (;;) {
        const isThere = (round: number) => this.#shots.has(round) || this.#coming.has(round);
        const at = this.progress.taken.findLast((round) => !isThere(round));
        if (at === undefined || this.#closed) return;
        await this.#take(await this.#channel.request("snapshot", { at }));
      }
    } catch (error) {
      this.#warn(error as Error);
    } finally {
      this.#asking = false;
    }
  }

  /** Where its pictures cannot be had, it is asked for again with the next word of how far it is. */
  #warn({ message }: Error): void {
    if (!this.#closed) console.warn("latentwidgets:", message);
  }

  async #take(snapshot: Snapshot): Promise<void> {
    this.#coming.add(snapshot.at);
    const coming = [tilesOf(snapshot.lattice), tilesOf(snapshot.fixed)] as const;
    const [lattice, fixed] = await Promise.all(coming).finally(() =>
      this.#coming.delete(snapshot.at),
    );
    const shot = { ...snapshot, lattice, fixed };
    if (this.#closed) {
      release(shot);
      return;
    }
    const before = this.#shots.get(shot.at);
    this.#shots.set(shot.at, shot);
    this.#events.emit("shots", null);
    if (before) release(before);
  }
}

function release({ lattice, fixed }: Shot): void {
  lattice?.image?.close();
  fixed?.image?.close();
}

async function tilesOf(sheet: SheetOfTiles | null): Promise<Tiles | null> {
  if (!sheet) return null;
  const { columns, n } = sheet;
  if (!sheet.atlas) return { image: null, texts: sheet.texts ?? [], columns, n };
  return { image: await bitmapFrom(sheet.atlas), texts: null, columns, n };
}

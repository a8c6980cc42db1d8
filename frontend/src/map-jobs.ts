// Which map and which colour: what the kernel makes of them, kept, so that going back is at once. The
// last asked wins.

import type { Channel } from "./channel.ts";
import { readMapKey } from "./map-key.ts";
import type {
  Colouring,
  MapProjection,
  ProjectionOptions,
  ProjectionProgress,
} from "./protocol.ts";

interface MapEvents {
  /** `quiet`: it comes by an undo or from the journal, and is no act of its own. */
  onProjection(projection: MapProjection, quiet: boolean): void;
  /** Null: nothing is computed any more. */
  onProgress(progress: ProjectionProgress | null): void;
  onColour(colour: Colouring, quiet: boolean): void;
  onFailure(error: Error): void;
}

/** Maps of a million points take megabytes each; the kernel keeps eight. */
const MOST_MAPS = 6;

export class MapJobs {
  readonly #request: Channel["request"];
  readonly #events: MapEvents;
  readonly #maps = new Map<string, MapProjection>();
  /** By what was asked for: the key of the map that came. */
  readonly #keys = new Map<string, string>();
  readonly #colours = new Map<string, Colouring>();
  #projecting: AbortController | null = null;
  #colouring = 0;

  constructor(request: Channel["request"], events: MapEvents) {
    this.#request = request;
    this.#events = events;
  }

  /** Keeps a map that came by another way. */
  keepMap(projection: MapProjection): void {
    this.#maps.delete(projection.key);
    this.#maps.set(projection.key, projection);
    for (const key of this.#maps.keys()) {
      if (this.#maps.size <= MOST_MAPS) break;
      this.#maps.delete(key);
    }
  }

  keepColour(colour: Colouring): void {
    this.#colours.set(colour.name, colour);
  }

  async project(
    method: string,
    dims: number,
    options: ProjectionOptions,
    quiet = false,
  ): Promise<void> {
    this.cancel();
    const asked = { method, dims, ...options };
    const kept = this.#maps.get(this.#keys.get(JSON.stringify(asked)) ?? "");
    if (kept) return this.#showAgain(kept, asked, quiet);
    const abort = new AbortController();
    this.#projecting = abort;
    try {
      const projection = (await this.#request("project", asked, {
        signal: abort.signal,
        onProgress: (progress) => this.#events.onProgress(progress as ProjectionProgress),
      })) as MapProjection;
      this.#keys.set(JSON.stringify(asked), projection.key);
      this.keepMap(projection);
      this.#events.onProjection(projection, quiet);
    } catch (error) {
      if (!abort.signal.aborted) this.#events.onFailure(error as Error);
    } finally {
      if (this.#projecting === abort) {
        this.#projecting = null;
        this.#events.onProgress(null);
      }
    }
  }

  /** Shows the map of that key, quietly: at once where it is kept. */
  async show(key: string): Promise<void> {
    const { method, dims, options } = readMapKey(key);
    const kept = this.#maps.get(key);
    if (!kept) return this.project(method, dims, options, true);
    this.cancel();
    this.#showAgain(kept, { method, dims, ...options }, true);
  }

  cancel(): void {
    this.#projecting?.abort();
  }

  async colour(name: string, quiet = false): Promise<void> {
    this.#colouring += 1;
    const turn = this.#colouring;
    try {
      const colour = this.#colours.get(name) ?? (await this.#request("colour", { name }));
      this.keepColour(colour);
      if (turn === this.#colouring) this.#events.onColour(colour, quiet);
    } catch (error) {
      this.#events.onFailure(error as Error);
    }
  }

  #showAgain(kept: MapProjection, asked: object, quiet: boolean): void {
    this.keepMap(kept);
    this.#events.onProjection(kept, quiet);
    // The cursor moves on the kernel's map: it must have it too, without sending it once more.
    this.#request("project", { ...asked, known: kept.key }).catch((error: Error) =>
      this.#events.onFailure(error),
    );
    this.#events.onProgress(null);
  }
}

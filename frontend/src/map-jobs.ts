// The map's long jobs in the kernel: another projection, another colouring; the last asked wins.

import type { Channel } from "./channel.ts";
import type {
  Colouring,
  MapProjection,
  ProjectionOptions,
  ProjectionProgress,
} from "./protocol.ts";

interface MapEvents {
  onProjection(projection: MapProjection): void;
  /** Null: nothing is computed any more. */
  onProgress(progress: ProjectionProgress | null): void;
  onColour(colour: Colouring): void;
  onFailure(error: Error): void;
}

export class MapJobs {
  readonly #request: Channel["request"];
  readonly #events: MapEvents;
  #projecting: AbortController | null = null;
  #colouring = 0;

  constructor(request: Channel["request"], events: MapEvents) {
    this.#request = request;
    this.#events = events;
  }

  async project(method: string, dims: number, options: ProjectionOptions): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#projecting = abort;
    try {
      const projection = await this.#request(
        "project",
        { method, dims, ...options },
        {
          signal: abort.signal,
          onProgress: (progress) => this.#events.onProgress(progress as ProjectionProgress),
        },
      );
      this.#events.onProjection(projection);
    } catch (error) {
      if (!abort.signal.aborted) this.#events.onFailure(error as Error);
    } finally {
      if (this.#projecting === abort) {
        this.#projecting = null;
        this.#events.onProgress(null);
      }
    }
  }

  cancel(): void {
    this.#projecting?.abort();
  }

  async colour(name: string): Promise<void> {
    this.#colouring += 1;
    const turn = this.#colouring;
    try {
      const colour = await this.#request("colour", { name });
      if (turn === this.#colouring) this.#events.onColour(colour);
    } catch (error) {
      this.#events.onFailure(error as Error);
    }
  }
}

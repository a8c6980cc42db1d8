// The map and the colouring that are shown: taken from the kernel, changed as acts, told to the kernel.

import { colourWords, mapWords } from "./act-words.ts";
import type { Channel } from "./channel.ts";
import type { Words } from "./journal.ts";
import { MapJobs } from "./map-jobs.ts";
import type { Moment } from "./moment.ts";
import type { Colouring, MapProjection, ProjectionProgress } from "./protocol.ts";
import type { StateModel } from "./state-model.ts";

interface ShownMapOptions {
  request: Channel["request"];
  /** What an undo would come back to, now. */
  moment(): Moment;
  did(before: Moment, words: Words): void;
  onProjection(projection: MapProjection): void;
  onProgress(progress: ProjectionProgress | null): void;
  onColour(colour: Colouring | null): void;
  onFailure(error: Error): void;
}

export class ShownMap {
  projection: MapProjection;
  colour: Colouring | null;
  /** What was asked for, and all that came. */
  readonly jobs: MapJobs;
  readonly #model: StateModel;
  readonly #options: ShownMapOptions;

  constructor(model: StateModel, options: ShownMapOptions) {
    this.#model = model;
    this.#options = options;
    this.projection = model.read("projection");
    this.colour = model.read("colour");
    this.jobs = new MapJobs(options.request, {
      onProjection: (...map) => this.#setProjection(...map),
      onProgress: options.onProgress,
      onColour: (...colour) => this.#setColour(...colour),
      onFailure: options.onFailure,
    });
    this.jobs.keepMap(this.projection);
    if (this.colour) this.jobs.keepColour(this.colour);
  }

  /** The kernel shows another. */
  hear(name: "projection" | "colour"): void {
    if (name === "projection") this.#setProjection(this.#model.read(name), true);
    else this.#setColour(this.#model.read(name), true);
  }

  /** Goes back to a colouring, or to none, as no act of its own. */
  showColour(name: string | null): void {
    if (name === null) this.#setColour(null, true);
    else void this.jobs.colour(name, true);
  }

  #setProjection(projection: MapProjection, quiet: boolean): void {
    const before = this.#options.moment();
    this.projection = projection;
    this.jobs.keepMap(projection);
    this.#options.onProjection(projection);
    this.#tell();
    if (!quiet) this.#options.did(before, { label: mapWords(projection.key) });
  }

  #setColour(colour: Colouring | null, quiet: boolean): void {
    const before = this.#options.moment();
    if (colour) this.jobs.keepColour(colour);
    this.colour = colour;
    this.#options.onColour(colour);
    this.#tell();
    if (!quiet) this.#options.did(before, { label: colourWords(colour?.name ?? null) });
  }

  #tell(): void {
    const { map, colour } = this.#options.moment();
    this.#model.write({ shown: { map, colour } });
  }
}

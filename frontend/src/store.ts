// The state that all views of one space share in the page.

import { AboutFollower } from "./about.ts";
import { revive, sameArray, toTrait } from "./arrays.ts";
import { Channel, type RequestOptions } from "./channel.ts";
import type { Origin, StoreEvents } from "./contracts.ts";
import { type Cleanup, Emitter } from "./emitter.ts";
import { History } from "./history.ts";
import type { Listener, StateLink } from "./host.ts";
import type {
  About,
  Bookmark,
  Colouring,
  DecodeResult,
  Description,
  Frame,
  Kind,
  MapProjection,
  Payload,
  ProjectionOptions,
  ProjectionProgress,
  Reply,
  Requests,
  Sample,
  Sliders,
} from "./protocol.ts";
import { KernelRuntime, type Wish } from "./runtimes/kernel.ts";
import { initialStatus, type Status } from "./status.ts";

export type { Origin, StoreEvents, ViewFactory, ViewOptions } from "./contracts.ts";
export type { Cleanup } from "./emitter.ts";

export class SpaceStore {
  readonly description: Description;
  sliders: Sliders;
  projection: MapProjection;
  colour: Colouring | null;
  z: Float32Array;
  /** The last decoded picture; once there, never null again. */
  frame: Frame | null;
  /** Where `z` is on the current projection, as far as known. */
  point: number[] | null = null;
  about: About | null = null;
  chosen: Sample | null = null;
  selection: Uint32Array;
  bookmarks: Bookmark[];
  status: Status;

  readonly #events = new Emitter<StoreEvents>();
  readonly #channel: Channel;
  readonly #runtime: KernelRuntime;
  readonly #about: AboutFollower;
  readonly #history = new History<Float32Array>();
  #links: StateLink[] = [];
  #unbind: Cleanup = () => {};
  /** `z` when the gesture began; null between gestures. */
  #before: Float32Array | null = null;
  /** The gesture has ended on the map, but its last code has not come from the kernel yet. */
  #settling = false;
  #onMap = false;
  /** The hand is still: the last frame may take its time to be exact. */
  #resting = true;
  /** The code whose off-plane part the map's cursor holds. */
  #anchor: Float32Array;
  #sent: Float32Array | null = null;
  #choosing = 0;
  #projecting: AbortController | null = null;
  #colouring = 0;

  constructor(link: StateLink) {
    this.description = this.#read(link, "description");
    this.z = this.#read(link, "z");
    this.sliders = this.#read(link, "sliders");
    this.projection = this.#read(link, "projection");
    this.colour = this.#read(link, "colour");
    this.selection = this.#read(link, "selection");
    this.bookmarks = this.#read(link, "bookmarks");
    const frame = this.#read<DecodeResult | null>(link, "frame");
    this.frame = frame && { ...frame, z: this.z };
    this.point = frame?.point ?? null;
    this.#anchor = this.z;
    this.status = initialStatus(this.description.device);
    if (frame) this.status = { ...this.status, decodeMs: frame.decode_ms, device: frame.device };
    this.#channel = new Channel((content, buffers) => {
      this.#links[0]?.model.send(content, undefined, buffers);
    });
    this.#runtime = new KernelRuntime(this.#channel, () => this.#links[0]?.isAlive() ?? false, {
      onFrame: (arrived, wish, last) => this.#onFrame(arrived, wish, last),
      onFailure: (_, last) => last && this.#finishSettling(),
      onStatus: (change) => this.#setStatus(change),
      onIdle: () => this.#setStatus({}),
    });
    this.#about = new AboutFollower(this.#channel, (about) => {
      this.about = about;
      this.#events.emit("about", about);
    });
    this.attach(link);
    if (!this.frame) this.#runtime.wish({ z: this.z });
    this.#about.follow(this.z);
  }

  // -- the current code ---------------------------------------------------------------------

  /** Moves to `z`, which must be of the space's size and finite; decodes it. */
  setZ(z: Float32Array, origin: Origin = "slider"): void {
    if (z.length !== this.description.latent_size || !z.every(Number.isFinite)) return;
    this.#settling = false;
    this.#resting = false;
    this.#before ??= this.z;
    this.#onMap = false;
    this.z = z.slice();
    this.#anchor = this.z;
    this.#runtime.wish({ z: this.z });
    this.#events.emit("z", origin);
  }

  /** Moves to a point of the map: the kernel finds its code and decodes it, `z` follows. */
  moveTo(point: number[], options: { anchor?: Float32Array } = {}): void {
    if (!point.every(Number.isFinite)) return;
    this.#settling = false;
    this.#resting = false;
    this.#before ??= this.z;
    this.#onMap = true;
    this.point = point;
    const anchor = options.anchor ?? this.#anchor;
    this.#runtime.wish({ point, projection: this.projection.key, anchor });
    this.#events.emit("point", point);
  }

  /** The gesture has ended: one undo step, the kernel hears, the picture is made exact. */
  settle(): void {
    this.#settling = true;
    // A gesture on the map ends when its last code has come.
    if (this.#runtime.idle || !this.#onMap) this.#finishSettling();
  }

  undo(): void {
    const z = this.#history.undo(this.z);
    if (z) this.#jump(z);
  }

  redo(): void {
    const z = this.#history.redo(this.z);
    if (z) this.#jump(z);
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Gives up the decode that runs; the last picture stays. */
  cancelDecode(): void {
    this.#runtime.cancel();
  }

  /** Shows sample `index` and moves to its code. */
  chooseSample(index: number): void {
    this.#choosing += 1;
    const turn = this.#choosing;
    this.request("sample", { index })
      .then((sample) => {
        if (turn !== this.#choosing) return;
        this.chosen = sample;
        this.setZ(sample.z, "sample");
        this.settle();
        this.#events.emit("chosen", sample);
      })
      .catch((error: Error) => this.fail(error));
  }

  // -- selection and bookmarks --------------------------------------------------------------

  setSelection(indices: Uint32Array): void {
    this.selection = indices.slice();
    this.#push({ selection: toTrait(this.selection) });
    this.#events.emit("selection", this.selection);
  }

  /** Keeps the current code under `name`, or the next free "bookmark 1", "bookmark 2", … */
  addBookmark(name?: string): void {
    const taken = new Set(this.bookmarks.map((bookmark) => bookmark.name));
    let number = this.bookmarks.length + 1;
    while (taken.has(`bookmark ${number}`)) number += 1;
    const kept = this.bookmarks.filter((bookmark) => bookmark.name !== name);
    this.#setBookmarks([...kept, { name: name ?? `bookmark ${number}`, z: this.z }]);
  }

  removeBookmark(name: string): void {
    this.#setBookmarks(this.bookmarks.filter((bookmark) => bookmark.name !== name));
  }

  // -- the map ------------------------------------------------------------------------------

  /** Computes another map and shows it; cancelled or failed, the map stays and the views say why. */
  async setProjection(
    method: string,
    dims: number,
    options: ProjectionOptions = {},
  ): Promise<void> {
    this.#projecting?.abort();
    const abort = new AbortController();
    this.#projecting = abort;
    try {
      const projection = await this.request(
        "project",
        { method, dims, ...options },
        {
          signal: abort.signal,
          onProgress: (progress) => {
            this.#events.emit("projection-progress", progress as ProjectionProgress);
          },
        },
      );
      this.#setProjection(projection);
    } catch (error) {
      if (!abort.signal.aborted) this.fail(error as Error);
    } finally {
      if (this.#projecting === abort) {
        this.#projecting = null;
        this.#events.emit("projection-progress", null);
      }
    }
  }

  cancelProjection(): void {
    this.#projecting?.abort();
  }

  async setColour(name: string): Promise<void> {
    this.#colouring += 1;
    const turn = this.#colouring;
    try {
      const colour = await this.request("colour", { name });
      if (turn !== this.#colouring) return;
      this.colour = colour;
      this.#events.emit("colour", colour);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  // -- the kernel ---------------------------------------------------------------------------

  request<K extends Kind>(
    kind: K,
    payload: Payload,
    options?: RequestOptions,
  ): Promise<Requests[K]> {
    if (!this.#runtime.checkKernel()) return Promise.reject(new Error("the kernel has stopped"));
    return this.#channel.request(kind, payload, options);
  }

  /** Says in the views that something asked of the kernel failed. */
  fail(error: Error): void {
    if (this.status.connected) this.#setStatus({ error: error.message });
  }

  on<E extends keyof StoreEvents>(event: E, listener: (value: StoreEvents[E]) => void): Cleanup {
    return this.#events.on(event, listener);
  }

  /** The hand is still, and the picture is exactly that of `z`. */
  get atRest(): boolean {
    return (
      this.#resting &&
      this.#runtime.idle &&
      this.frame !== null &&
      this.frame.encoding !== "jpeg" &&
      sameArray(this.frame.z, this.z)
    );
  }

  /** How many listeners are on; none when every view has gone. */
  get listenerCount(): number {
    return this.#events.count;
  }

  // A view's way to the model closes with the view: the store listens through the oldest that lives.
  attach(link: StateLink): void {
    this.#links.push(link);
    if (this.#links.length === 1) this.#bind(link);
  }

  detach(link: StateLink): void {
    const wasFirst = this.#links[0] === link;
    this.#links = this.#links.filter((other) => other !== link);
    if (!wasFirst) return;
    this.#unbind();
    this.#unbind = () => {};
    if (this.#links[0]) this.#bind(this.#links[0]);
  }

  dispose(): void {
    this.#projecting?.abort();
    this.#runtime.dispose();
    this.#about.dispose();
    this.#channel.failAll("closed");
    this.#unbind();
  }

  // -- private ------------------------------------------------------------------------------

  #read<T>(link: StateLink, name: string): T {
    return revive<T>(link.model.get(name));
  }

  #bind(link: StateLink): void {
    const { model } = link;
    const listeners: [string, Listener][] = [
      ["msg:custom", (message: Reply, buffers) => this.#channel.receive(message, buffers)],
      ["change:z", () => this.#hearZ(this.#read(link, "z"))],
      ["change:selection", () => this.#hear(link, "selection")],
      ["change:bookmarks", () => this.#hear(link, "bookmarks")],
      ["change:sliders", () => this.#hear(link, "sliders")],
      ["change:colour", () => this.#hear(link, "colour")],
      ["change:projection", () => this.#setProjection(this.#read(link, "projection"))],
    ];
    for (const [event, listener] of listeners) model.on(event, listener);
    const unlisten = link.listen(() => this.#runtime.checkKernel());
    this.#unbind = () => {
      for (const [event, listener] of listeners) model.off(event, listener);
      unlisten();
    };
  }

  #hear(link: StateLink, name: "selection" | "bookmarks" | "sliders" | "colour"): void {
    const value = this.#read<never>(link, name);
    this[name] = value;
    this.#events.emit(name, value);
  }

  #hearZ(z: Float32Array): void {
    // Our own word comes back, at once or as the kernel's late echo: not news.
    if (sameArray(z, this.z) || sameArray(z, this.#sent)) return;
    this.#sent = null;
    this.#history.push(this.z);
    this.setZ(z, "kernel");
    this.#before = null;
    this.#resting = true;
    this.#events.emit("history", null);
  }

  #onFrame(frame: Frame, wish: Wish, last: boolean): void {
    this.frame = frame;
    if ("point" in wish) this.z = frame.z;
    this.#events.emit("frame", frame);
    if ("point" in wish) {
      this.#events.emit("z", "map");
      if (last) this.#finishSettling();
    } else if (last && frame.projection === this.projection.key) {
      this.point = frame.point;
      this.#events.emit("point", frame.point);
    }
    if (last && this.#resting && !("exact" in wish)) this.#makeExact();
    this.#about.follow(frame.z);
  }

  #finishSettling(): void {
    if (!this.#settling) return;
    this.#settling = false;
    this.#resting = true;
    const before = this.#before;
    this.#before = null;
    if (before && !sameArray(before, this.z)) {
      this.#history.push(before);
      this.#sendZ();
      this.#events.emit("history", null);
    }
    if (this.#runtime.idle) this.#makeExact();
    this.#setStatus({});
  }

  /** A small picture comes without loss anyway. */
  #makeExact(): void {
    if (this.frame?.encoding !== "jpeg" || !sameArray(this.frame.z, this.z)) return;
    this.#runtime.wish({ z: this.z, exact: true });
  }

  #jump(z: Float32Array): void {
    this.setZ(z, "history");
    this.#before = null;
    this.#resting = true;
    this.#sendZ();
    this.#events.emit("history", null);
  }

  #sendZ(): void {
    this.#sent = this.z;
    this.#push({ z: toTrait(this.z) });
  }

  #setBookmarks(bookmarks: Bookmark[]): void {
    this.bookmarks = bookmarks;
    this.#push({ bookmarks: bookmarks.map(({ name, z }) => ({ name, z: toTrait(z) })) });
    this.#events.emit("bookmarks", bookmarks);
  }

  #setProjection(projection: MapProjection): void {
    this.projection = projection;
    this.point = null;
    this.#events.emit("projection", projection);
    // The frame of the code says where the code lies on the new map.
    this.#runtime.wish({ z: this.z });
  }

  #setStatus(change: Partial<Status>): void {
    this.status = { ...this.status, ...change };
    this.#events.emit("status", this.status);
  }

  #push(traits: Record<string, unknown>): void {
    const model = this.#links[0]?.model;
    if (!model) return;
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    try {
      model.save_changes();
    } catch {
      this.#runtime.checkKernel();
    }
  }
}

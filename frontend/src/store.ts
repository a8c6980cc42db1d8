// The state that all views of one space share in the page.

import { AboutFollower } from "./about.ts";
import { sameArray, toTrait } from "./arrays.ts";
import { Channel, type RequestOptions } from "./channel.ts";
import type { Origin, StoreEvents } from "./contracts.ts";
import { type Cleanup, Emitter } from "./emitter.ts";
import { History } from "./history.ts";
import type { StateLink } from "./host.ts";
import { followLine, mayHaveLine } from "./line.ts";
import { MapJobs } from "./map-jobs.ts";
import { stripsOf } from "./miniatures/tiles.ts";
import { type OverlaySpec, Overlays } from "./overlays.ts";
import {
  type About,
  type Bookmark,
  type Colouring,
  type Description,
  type Frame,
  isLossy,
  type Kind,
  type MapProjection,
  type Payload,
  type ProjectionOptions,
  type Requests,
  type Sample,
  type Sliders,
  type Strips,
} from "./protocol.ts";
import { FrameLoop, type Wish } from "./runtimes/frames.ts";
import { KernelDecoder } from "./runtimes/kernel.ts";
import { PageRuntime, type RuntimeChoice } from "./runtimes/page/index.ts";
import { StateModel } from "./state-model.ts";
import { initialStatus, type Status } from "./status.ts";

export type { Origin, StoreEvents, ViewFactory, ViewOptions } from "./contracts.ts";
export type { Cleanup } from "./emitter.ts";

const HEARD = ["z", "selection", "bookmarks", "sliders", "colour", "projection"] as const;

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
  readonly #model: StateModel;
  readonly #channel: Channel;
  readonly #kernel: KernelDecoder;
  readonly #page: PageRuntime;
  readonly #frames: FrameLoop;
  readonly #about: AboutFollower;
  readonly #mapJobs: MapJobs;
  readonly #overlays: Overlays;
  readonly #history = new History<Float32Array>();
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
  readonly #leaveLine: Cleanup;

  constructor(link: StateLink) {
    this.#model = new StateModel(link, HEARD, {
      onMessage: (message, buffers) => this.#channel.receive(message, buffers),
      onChange: (name) => this.#hear(name as (typeof HEARD)[number]),
      onLife: () => this.#kernel.check(),
    });
    this.#channel = new Channel((content, buffers) => this.#model.send(content, buffers));
    this.description = this.#model.read("description");
    this.z = this.#model.read("z");
    this.sliders = this.#model.read("sliders");
    this.projection = this.#model.read("projection");
    this.colour = this.#model.read("colour");
    this.selection = this.#model.read("selection");
    this.bookmarks = this.#model.read("bookmarks");
    this.frame = this.#model.read("frame");
    this.#anchor = this.z;
    this.status = link.decoding
      ? { ...initialStatus("cpu"), runtime: "page", page: { state: "preparing" } }
      : initialStatus(this.description.device, this.frame);
    const onStatus = (change: Partial<Status>) => this.#setStatus(change);
    const runtime = link.decoding ? "page" : "kernel";
    this.#kernel = new KernelDecoder(this.#channel, () => this.#model.alive, onStatus, runtime);
    link.decoding?.then((page) =>
      onStatus(page.state === "refused" ? { page, error: page.reason } : { page }),
    );
    const choice = this.#model.read<RuntimeChoice | undefined>("runtime") ?? "kernel";
    this.#page = new PageRuntime(this.#channel, choice, this.projection, (page) =>
      onStatus({ page }),
    );
    this.#frames = new FrameLoop([this.#page, this.#kernel], {
      onFrame: (arrived, wish, last) => this.#onFrame(arrived, wish, last),
      onFailure: (_, last) => last && this.#finishSettling(),
      onStatus,
      onLate: (decoder) => decoder !== this.#kernel || this.#kernel.check(),
      onIdle: () => onStatus({}),
    });
    this.#about = new AboutFollower(this.#channel, (about) => this.#show("about", about));
    this.#mapJobs = new MapJobs((...request) => this.request(...request), {
      onProjection: (projection) => this.#setProjection(projection),
      onProgress: (progress) => this.#events.emit("projection-progress", progress),
      onColour: (colour) => this.#show("colour", colour),
      onFailure: (error) => this.fail(error),
    });
    this.#overlays = new Overlays(this.description.latent_size, {
      projection: () => this.projection,
      request: (payload) => this.request("locate", payload),
      onChange: () => this.#events.emit("overlays", null),
      onFailure: (error) => this.fail(error),
    });
    // After a reload the kernel's first frame may be of an earlier code.
    if (this.frame && sameArray(this.frame.z, this.z)) this.point = this.frame.point;
    else this.#decodeZ();
    this.#about.follow(this.z);
    void this.#page.start(() => this.status.roundTripMs ?? this.status.decodeMs);
    this.#leaveLine = mayHaveLine(globalThis.location)
      ? followLine(this.#channel, (direct) => this.#setStatus({ direct }))
      : () => {};
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
    this.#decodeZ();
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
    this.#frames.wish({ point, projection: this.projection.key, anchor });
    this.#events.emit("point", point);
  }

  /** The gesture has ended: one undo step, the kernel hears, the picture is made exact. */
  settle(): void {
    this.#settling = true;
    // A gesture on the map ends when its last code has come.
    if (this.#frames.idle || !this.#onMap) this.#finishSettling();
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
    this.#frames.cancel();
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
    this.#model.write({ selection: toTrait(indices) });
    this.#show("selection", indices.slice());
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
  setProjection(method: string, dims: number, options: ProjectionOptions = {}): Promise<void> {
    return this.#mapJobs.project(method, dims, options);
  }

  cancelProjection(): void {
    this.#mapJobs.cancel();
  }

  setColour(name: string): Promise<void> {
    return this.#mapJobs.colour(name);
  }

  // -- what tools draw over the map -----------------------------------------------------------

  /** Draws codes over the maps under `id`, in the place of what was there; null takes it away. */
  setOverlay(id: string, spec: OverlaySpec | null): void {
    this.#overlays.set(id, spec);
  }

  /** Moves the mark of a path that is drawn, in codes from its first. */
  moveOverlay(id: string, at: number): void {
    this.#overlays.setAt(id, at);
  }

  get overlays(): Overlays["all"] {
    return this.#overlays.all;
  }

  /** Where flat `codes` lie on the map shown: as many numbers a code as it has axes. */
  locate(codes: Float32Array): Promise<Float32Array> {
    return this.#overlays.locate(codes);
  }

  /** The outputs of `m` flat codes, small, row by row: decoded in the page, else by the kernel. */
  async tiles(
    codes: Float32Array,
    options: { columns: number; size: number; square?: boolean },
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Strips> {
    const { columns, size, square = false } = options;
    const made = this.#page.tiles(codes.slice(), { columns, size, square });
    if (!made) {
      return this.request("tiles", { codes, columns, size, square }, signal ? { signal } : {});
    }
    const { latent_size, modality } = this.description;
    const rows = Math.ceil(codes.length / latent_size / columns);
    const tiles = await made;
    signal?.throwIfAborted();
    return stripsOf(tiles, { columns, rows, size, square }, modality);
  }

  // -- the kernel ---------------------------------------------------------------------------

  request<K extends Kind>(
    kind: K,
    payload: Payload,
    options?: RequestOptions,
  ): Promise<Requests[K]> {
    if (!this.#kernel.check()) return Promise.reject(new Error("the kernel has stopped"));
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
      this.#frames.idle &&
      this.frame !== null &&
      !isLossy(this.frame) &&
      sameArray(this.frame.z, this.z)
    );
  }

  /** How many listeners are on; none when every view has gone. */
  get listenerCount(): number {
    return this.#events.count;
  }

  attach(link: StateLink): void {
    this.#model.attach(link);
  }

  detach(link: StateLink): void {
    this.#model.detach(link);
  }

  dispose(): void {
    this.#leaveLine();
    this.#mapJobs.cancel();
    this.#frames.dispose();
    this.#page.dispose();
    this.#about.dispose();
    this.#channel.failAll("closed");
  }

  // -- private ------------------------------------------------------------------------------

  #show<N extends "about" | "selection" | "bookmarks" | "sliders" | "colour">(
    name: N,
    value: this[N] & StoreEvents[N],
  ): void {
    this[name] = value;
    this.#events.emit(name, value);
  }

  #hear(name: (typeof HEARD)[number]): void {
    if (name === "z") this.#hearZ(this.#model.read(name));
    else if (name === "projection") this.#setProjection(this.#model.read(name));
    else this.#show(name, this.#model.read<never>(name));
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
      if (last && wish.projection !== this.projection.key) this.#decodeZ();
    } else if (last && frame.projection === this.projection.key) {
      this.point = frame.point;
      this.#events.emit("point", frame.point);
    }
    if (last) this.#finishSettling();
    if (last && this.#resting && !("exact" in wish)) this.#makeExact();
    // Where the page decodes, a kernel may be gone unnoticed; what it said was of an earlier code.
    if (this.#kernel.check()) this.#about.follow(frame.z);
    else if (this.about) this.#show("about", null);
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
    if (this.#frames.idle) this.#makeExact();
    this.#setStatus({});
  }

  /** A small picture comes without loss anyway. */
  #makeExact(): void {
    if (!this.frame || !isLossy(this.frame) || !sameArray(this.frame.z, this.z)) return;
    this.#decodeZ({ exact: true });
  }

  /** Asks for the picture of `z`, and for its place on this page's map: another may show another. */
  #decodeZ(options: { exact?: boolean } = {}): void {
    this.#frames.wish({ z: this.z, projection: this.projection.key, ...options });
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
    this.#model.write({ z: toTrait(this.z) });
  }

  #setBookmarks(bookmarks: Bookmark[]): void {
    this.#model.write({ bookmarks: bookmarks.map(({ name, z }) => ({ name, z: toTrait(z) })) });
    this.#show("bookmarks", bookmarks);
  }

  #setProjection(projection: MapProjection): void {
    this.projection = projection;
    this.point = null;
    this.#page.setProjection(projection).catch((error: Error) => this.fail(error));
    this.#events.emit("projection", projection);
    this.#overlays.relocate();
    // The frame of the code says where it lies on the new map; on the way on the old one, first that.
    if (this.#frames.idle || !this.#onMap) this.#decodeZ();
  }

  #setStatus(change: Partial<Status>): void {
    this.status = { ...this.status, ...change };
    this.#events.emit("status", this.status);
  }
}

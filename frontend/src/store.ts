// The state that all views of one space share in the page.

import { AboutFollower } from "./about.ts";
import { Acts, type Scene } from "./acts.ts";
import { type Asking, Channel, type RequestOptions } from "./channel.ts";
import { CodeReader } from "./code-reader.ts";
import { type Confidence, ConfidenceKeeper } from "./confidence.ts";
import type { Origin, StoreEvents } from "./contracts.ts";
import { DimensionNames } from "./dimension-names.ts";
import type { Directions } from "./directions/direction.ts";
import { type Cleanup, Emitter } from "./emitter.ts";
import type { Act } from "./history.ts";
import type { StateLink } from "./host.ts";
import type { Also, Entry } from "./journal.ts";
import { Kept } from "./kept.ts";
import { followLine, mayHaveLine } from "./line.ts";
import { Motion } from "./motion.ts";
import { once } from "./once.ts";
import { OtherCodes, type TileOptions } from "./other-codes.ts";
import { type OverlaySpec, Overlays } from "./overlays.ts";
import type {
  About,
  Bookmark,
  Colouring,
  Description,
  EditState,
  Frame,
  Identity,
  Kind,
  MapProjection,
  Payload,
  ProjectionOptions,
  Requests,
  Sample,
  Sliders,
  Strips,
} from "./protocol.ts";
import { DataCodes } from "./runtimes/codes.ts";
import { KernelDecoder } from "./runtimes/kernel.ts";
import { PageRuntime, type RuntimeChoice } from "./runtimes/page/index.ts";
import { NO_PAGE, type PageDecoding } from "./runtimes/page/none.ts";
import type { State } from "./session.ts";
import { ShownMap } from "./shown-map.ts";
import { StateModel } from "./state-model.ts";
import { initialStatus, type Status } from "./status.ts";

export type { Origin, StoreEvents, ViewFactory, ViewOptions } from "./contracts.ts";
export type { Cleanup } from "./emitter.ts";

const HEARD = [
  "z",
  "selection",
  "bookmarks",
  "dimension_names",
  "directions",
  "sliders",
  "colour",
  "edit",
  "projection",
  "journal",
  "tools",
] as const;

/** Set by the build: whether this is the script of an exported page. */
declare const EXPORTED: boolean;

/** Milliseconds: what is asked halfway between two frames is there for the next. */
const QUICK_MS = 10;

const NONE: Directions = { version: 0, entries: [] };

export class SpaceStore {
  readonly description: Description;
  /** Those kept in the space: each a slider. */
  directions: Directions;
  sliders: Sliders;
  about: About | null = null;
  /** Which sample of the user's own is edited. */
  edit: EditState;
  status: Status;
  /** What tells this space from others, and how it is had again. */
  readonly identity = once((): Promise<Identity> => this.request("identity", {}));

  readonly #events = new Emitter<StoreEvents>();
  readonly #model: StateModel;
  readonly #channel: Channel;
  readonly #kernel: KernelDecoder;
  readonly #page: PageDecoding;
  readonly #motion: Motion;
  readonly #about: AboutFollower;
  readonly #confidence: ConfidenceKeeper;
  readonly #reader: CodeReader;
  readonly #isExported: boolean;
  #followsReadings = false;
  readonly #map: ShownMap;
  readonly #names: DimensionNames;
  readonly #others: OtherCodes;
  readonly #overlays: Overlays;
  readonly #kept: Kept;
  readonly #acts: Acts;
  #choosing = 0;
  #maps = 0;
  readonly #leaveLine: Cleanup;

  constructor(link: StateLink) {
    this.#model = new StateModel(link, HEARD, {
      onMessage: (message, buffers) => this.#channel.receive(message, buffers),
      onChange: (name) => this.#hear(name as (typeof HEARD)[number]),
      onLife: () => this.#kernel.check(),
    });
    this.#channel = new Channel((content, buffers) => this.#model.send(content, buffers));
    this.description = this.#model.read("description");
    this.directions = this.#model.read<Directions | undefined>("directions") ?? NONE;
    this.sliders = this.#model.read("sliders");
    const kernel: Asking = { request: (...asked) => this.request(...asked) };
    const { request } = kernel;
    const onFailure = (error: Error) => this.fail(error);
    this.#names = new DimensionNames({
      model: this.#model,
      request,
      act: (act) => this.act(act),
      onFailure,
    });
    this.#map = new ShownMap(this.#model, {
      request,
      moment: () => this.#acts.moment,
      did: (...act) => this.#acts.journal.did(...act),
      onProjection: (projection) => this.#followMap(projection),
      onProgress: (progress) => this.#events.emit("projection-progress", progress),
      onColour: (colour) => this.#events.emit("colour", colour),
      onFailure,
    });
    this.edit = this.#model.read("edit") ?? { version: 0, keep_lost: false };
    this.#kept = new Kept(this.#model, {
      onSelection: (indices) => this.#events.emit("selection", indices),
      onBookmarks: (bookmarks) => this.#events.emit("bookmarks", bookmarks),
      doing: (...act) => this.#acts.journal.doing(...act),
    });
    const frame = this.#model.read<Frame | null>("frame");
    this.#isExported = link.decoding !== undefined;
    this.status = link.decoding
      ? { ...initialStatus("cpu"), runtime: "page", page: { state: "preparing" } }
      : initialStatus(this.description.device, frame);
    const onStatus = (change: Partial<Status>) => this.#setStatus(change);
    const runtime = link.decoding ? "page" : "kernel";
    this.#kernel = new KernelDecoder(this.#channel, () => this.#model.alive, onStatus, runtime);
    link.decoding?.then((page) =>
      onStatus(page.state === "refused" ? { page, error: page.reason } : { page }),
    );
    const choice = this.#model.read<RuntimeChoice | undefined>("runtime") ?? "kernel";
    const data = new DataCodes(kernel);
    this.#page = EXPORTED
      ? NO_PAGE
      : new PageRuntime(kernel, data, choice, this.projection, (page) => onStatus({ page }));
    const { latent_size, n_samples } = this.description;
    this.#reader = new CodeReader(data, latent_size, {
      onReady: () => this.#readShown(),
      onReading: (of, reading) => this.#confidence.read(of, reading),
    });
    const decoders = [this.#page, this.#kernel];
    const z = this.#model.read<Float32Array>("z");
    this.#motion = new Motion(
      { z, frame, decoders, map: () => this.projection.key },
      {
        onZ: (origin) => this.#events.emit("z", origin),
        onPoint: (point) => this.#events.emit("point", point),
        onHeld: () => this.#events.emit("held", null),
        onFrame: (arrived) => {
          this.#confidence.frame(arrived, arrived.reading ?? this.#reader.read(arrived.z));
          this.#events.emit("frame", arrived);
        },
        onArrived: (arrived) => this.#followAbout(arrived),
        onSettled: (...gesture) => this.#acts.moved(...gesture),
        onStatus,
        onLate: (decoder) => decoder !== this.#kernel || this.#kernel.check(),
      },
    );
    this.#confidence = new ConfidenceKeeper(
      kernel,
      this.#whyNoGap(),
      this.description.modality.kind,
      frame?.z ?? null,
      {
        onChange: (confidence) => this.#events.emit("confidence", confidence),
        isStill: () => this.#motion.isStill,
      },
    );
    const bounds = { size: latent_size, nSamples: n_samples };
    this.#acts = new Acts(this.#model, bounds, this.#scene());
    this.#about = new AboutFollower(kernel, {
      reading: (of) => this.#confidence.of(of),
      onAbout: (about, of) => {
        this.#confidence.about(of, about);
        this.#show("about", about);
      },
    });
    this.#others = new OtherCodes({
      description: this.description,
      page: this.#page,
      request,
      projection: () => this.projection,
      held: () => this.held,
    });
    this.#overlays = new Overlays(this.description.latent_size, {
      projection: () => this.projection,
      request: (payload) => this.request("locate", payload),
      onChange: () => this.#events.emit("overlays", null),
      onFailure,
    });
    this.#motion.start();
    this.#about.follow(this.z);
    void this.#page.start(() => this.status.roundTripMs ?? this.status.decodeMs);
    this.#leaveLine =
      !EXPORTED && mayHaveLine(globalThis.location)
        ? followLine(this.#channel, (direct) => this.#setStatus({ direct }))
        : () => {};
  }

  // -- the current code ---------------------------------------------------------------------

  get z(): Float32Array {
    return this.#motion.z;
  }

  /** The last decoded picture; once there, never null again. */
  get frame(): Frame | null {
    return this.#motion.frame;
  }

  /** Where `z` is on the current projection, as far as known. */
  get point(): number[] | null {
    return this.#motion.point;
  }

  /** Moves to `z`, which must be of the space's size and finite; decodes it. */
  setZ(z: Float32Array, origin: Origin = "slider"): void {
    this.#motion.setZ(z, origin);
  }

  /** Moves to a point of the map: the kernel finds its code and decodes it, `z` follows. */
  moveTo(point: number[], options: { anchor?: Float32Array } = {}): void {
    this.#motion.moveTo(point, options.anchor);
  }

  /** What the map's cursor holds: a code's part beside the map, and how much: 0 none, 1 all of it. */
  get held(): { anchor: Float32Array; off: number } {
    return this.#motion.held;
  }

  /** Moves off the map, or back onto it, at the cursor's place; decodes there. */
  moveOff(off: number): void {
    this.#motion.moveOff(off);
  }

  /** The codes that the cursor would stand for at some places of the map, `dims` numbers each. */
  codesAt(points: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    return this.#others.at(points, signal);
  }

  /** How much the data say of the code shown, or of one that was shown before, which it says. */
  get confidence(): Confidence | null {
    return this.#confidence.now;
  }

  /** From now on `confidence` is told at each frame, where the page can hold what that takes. */
  followReadings(): void {
    this.#followsReadings = true;
    this.#startReader();
  }

  /**
   * The gesture has ended: one act, the kernel hears, the picture is made exact. `label` says in the
   * journal what was done, where "moved 3 dimensions" would not.
   */
  settle(label?: string): void {
    this.#motion.settle(label);
  }

  /** Gives up the decode that runs; the last picture stays. */
  cancelDecode(): void {
    this.#motion.cancel();
  }

  /** A picture comes well within a frame. */
  get isQuick(): boolean {
    return (this.status.roundTripMs ?? Number.POSITIVE_INFINITY) <= QUICK_MS;
  }

  /** The hand is still, and the picture is exactly that of `z`. */
  get atRest(): boolean {
    return this.#motion.atRest;
  }

  get chosen(): Sample | null {
    return this.#acts.chosen;
  }

  /** Shows sample `index` and moves to its code. */
  chooseSample(index: number): void {
    this.#choosing += 1;
    const turn = this.#choosing;
    this.request("sample", { index })
      .then((sample) => {
        if (turn === this.#choosing) this.#acts.choose(sample);
      })
      .catch((error: Error) => this.fail(error));
  }

  // -- what was done ------------------------------------------------------------------------

  /** What was done, the oldest first; what was taken back is marked. */
  get journal(): readonly Entry[] {
    return this.#acts.journal.entries;
  }

  /** Notes what a tool has just done beside moving the code, so that it can be undone. */
  act(act: Act): void {
    this.#acts.journal.act(act);
  }

  /** What a tool is set to, as last noted; undefined where it was never open. */
  toolState(id: string): unknown {
    return this.#acts.toolState(id);
  }

  /** Notes what a tool is set to where that is no act, as when it opens. */
  openTool(id: string, state: unknown): void {
    this.#acts.openTool(id, state);
  }

  /**
   * A tool is set to `state`, which is never changed in place: one act, told by `label`. Where it
   * also `moved` the code, the gesture ends, and both are that act; `also` what was done in the kernel.
   */
  setTool(id: string, state: unknown, label: string, moved: boolean, also?: Also): void {
    this.#acts.setTool(id, state, label, moved, also);
  }

  undo(): void {
    this.#events.emit("finish", null);
    this.#acts.journal.undo();
  }

  redo(): void {
    this.#events.emit("finish", null);
    this.#acts.journal.redo();
  }

  get canUndo(): boolean {
    return this.undoing !== null;
  }

  get canRedo(): boolean {
    return this.redoing !== null;
  }

  /** The words of what `undo` takes back; null where there is nothing. */
  get undoing(): string | null {
    return this.#acts.journal.undoing;
  }

  get redoing(): string | null {
    return this.#acts.journal.redoing;
  }

  /** Goes back to where an entry of the journal led, which is an act too; bookmarks stay. */
  goTo(entry: Entry): void {
    this.#events.emit("finish", null);
    this.#acts.journal.goTo(entry);
  }

  /** All that a session holds of the space. */
  get state(): State {
    return this.#acts.state;
  }

  /** Takes up a session that fits, one act with what was `also` done; the journal is then its. */
  takeUp(state: State, also?: Also): void {
    this.#acts.takeUp(state, also);
  }

  // -- selection and bookmarks --------------------------------------------------------------

  get selection(): Uint32Array {
    return this.#kept.selection;
  }

  get bookmarks(): Bookmark[] {
    return this.#kept.bookmarks;
  }

  setSelection(indices: Uint32Array): void {
    this.#kept.select(indices);
  }

  /**
   * Keeps the current code under `name`, or the next free "bookmark 1", "bookmark 2", …; a code that is
   * kept already stays as it is, which is said.
   */
  addBookmark(name?: string): void {
    const fault = this.#kept.add(this.z, name);
    if (fault) this.#setStatus({ notice: fault });
  }

  /** Gives a bookmark another name; returns why it cannot, or null. */
  renameBookmark(from: string, to: string): string | null {
    return this.#kept.rename(from, to);
  }

  removeBookmark(name: string): void {
    this.#kept.remove(name);
  }

  // -- the map ------------------------------------------------------------------------------

  get projection(): MapProjection {
    return this.#map.projection;
  }

  get colour(): Colouring | null {
    return this.#map.colour;
  }

  /** Computes another map and shows it; cancelled or failed, the map stays and the views say why. */
  setProjection(method: string, dims: number, options: ProjectionOptions = {}): Promise<void> {
    return this.#map.jobs.project(method, dims, options);
  }

  cancelProjection(): void {
    this.#map.jobs.cancel();
  }

  setColour(name: string): Promise<void> {
    return this.#map.jobs.colour(name);
  }

  // -- what dimensions are called -------------------------------------------------------------

  /** By index. */
  get dimensionNames(): ReadonlyMap<number, string> {
    return this.#names.all;
  }

  /** "z₃ ear_size"; "z₃" where it has no name. */
  dimensionTitle(dimension: number): string {
    return this.#names.title(dimension);
  }

  /** Goes to the slider of a dimension, where the page has one: beside `from`, else in any view. */
  showDimension(dimension: number, from: Element): void {
    this.#events.emit("dimension", { dimension, from });
  }

  /** Names a dimension, or takes its name away, as one act; the kernel tells all views. */
  nameDimension(dimension: number, name: string | null): Promise<void> {
    return this.#names.name(dimension, name);
  }

  // -- maps on the page -----------------------------------------------------------------------

  /** A map of this space is on the page until the cleanup is called. */
  showsMap(): Cleanup {
    this.#maps += 1;
    this.#events.emit("maps", null);
    return () => {
      this.#maps -= 1;
      this.#events.emit("maps", null);
    };
  }

  /** "on the map"; where the page has none of this space, how one is had. */
  get onMap(): string {
    return this.#maps ? "on the map" : "on a map of the same space, lw.LatentMap(space)";
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

  /**
   * The outputs of `m` flat codes, small, row by row: decoded in the page, else by the kernel. Codes
   * of `layers`, how many and the size of a style, are a style for each layer.
   */
  tiles(
    codes: Float32Array,
    options: TileOptions,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Strips> {
    return this.#others.tiles(codes, options, signal);
  }

  /** The style of each layer that flat `codes` come to, one code after another. */
  layerStyles(codes: Float32Array): Promise<Float32Array> {
    return this.#others.layerStyles(codes);
  }

  /** The canonical outputs of a few flat codes, one after another. */
  outputs(codes: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    return this.#others.outputs(codes, signal);
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
    this.#map.jobs.cancel();
    this.#motion.dispose();
    this.#page.dispose();
    this.#about.dispose();
    this.#confidence.dispose();
    this.#reader.dispose();
    this.#acts.dispose();
    this.#leaveLine(); // not before what is cancelled has gone by it
    this.#channel.failAll("closed");
  }

  // -- private ------------------------------------------------------------------------------

  #scene(): Scene {
    const store = this;
    return {
      motion: this.#motion,
      kept: this.#kept,
      get projection() {
        return store.projection;
      },
      get colour() {
        return store.colour;
      },
      showMap: (key) => void this.#map.jobs.show(key),
      showColour: (name) => this.#map.showColour(name),
      dimensionTitle: (dimension) => this.dimensionTitle(dimension),
      onChosen: (sample) => this.#events.emit("chosen", sample),
      onTools: () => this.#events.emit("tools", null),
      onHistory: () => this.#events.emit("history", null),
    };
  }

  #show<N extends "about" | "sliders" | "directions" | "edit">(
    name: N,
    value: this[N] & StoreEvents[N],
  ): void {
    this[name] = value;
    this.#events.emit(name, value);
  }

  #hear(name: (typeof HEARD)[number]): void {
    if (this.#isOwnWord(name)) return;
    if (name === "dimension_names") {
      this.#names.hear();
      this.#events.emit("dimension-names", this.dimensionNames);
      return;
    }
    if (name === "edit" || name === "directions") {
      this.#show(name, this.#model.read<never>(name)); // moves nothing by itself
      return;
    }
    if (name === "z") {
      const z = this.#kept.newZ(this.z);
      if (!z) return;
      this.#acts.hearing();
      this.#motion.jump(z, "kernel");
      return;
    }
    this.#acts.hearing();
    if (name === "selection" || name === "bookmarks") this.#kept.hear(name);
    else if (name === "journal") this.#acts.hearJournal();
    else if (name === "tools") this.#acts.hearTools();
    else if (name === "projection" || name === "colour") this.#map.hear(name);
    else this.#show(name, this.#model.read(name));
  }

  /** Our own word comes back at once: not news. */
  #isOwnWord(name: (typeof HEARD)[number]): boolean {
    if (name === "selection" || name === "bookmarks") return this.#kept.isKnown(name);
    return this.#acts.isKnown(name);
  }

  // Where the page decodes, a kernel may be gone unnoticed; what it said was of an earlier code.
  #followAbout(frame: Frame): void {
    if (this.#kernel.check()) {
      this.#about.follow(frame.z);
      return;
    }
    this.#about.forget();
    if (!this.about) return;
    if (!this.#confidence.isCurrent) this.#confidence.forget();
    this.#show("about", null);
  }

  #whyNoGap(): string | null {
    const { can_encode, gapless } = this.description;
    if (gapless !== undefined) return gapless || null;
    return can_encode ? null : "the model has no encoder";
  }

  #followMap(projection: MapProjection): void {
    this.#motion.leaveMap();
    this.#page.setProjection(projection).catch((error: Error) => this.fail(error));
    this.#events.emit("projection", projection);
    this.#overlays.relocate();
    this.#motion.findPlace();
  }

  #startReader(): void {
    const { page, direct } = this.status;
    // Of an exported page the worker that decodes reads too: not where pictures are decoded beforehand.
    const isRead = this.#isExported && page.state !== "blended" && page.state !== "nearest";
    if (this.#followsReadings && !isRead) void this.#reader.start(direct);
  }

  // What could not be read when its frame came: the page had not what it takes yet.
  #readShown(): void {
    if (!this.frame || this.#confidence.isCurrent) return;
    const reading = this.#reader.read(this.frame.z);
    if (reading) this.#confidence.read(this.frame.z, reading);
  }

  #setStatus(change: Partial<Status>): void {
    this.status = { ...this.status, ...change };
    if (change.page || change.direct) this.#startReader();
    this.#events.emit("status", this.status);
  }
}

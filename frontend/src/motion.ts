// The current code under the hand: the gestures that move it, the frames they ask for, and their end.

import { sameArray } from "./arrays.ts";
import type { Origin } from "./contracts.ts";
import { type Frame, isLossy } from "./protocol.ts";
import { type Decoder, FrameLoop, type Wish } from "./runtimes/frames.ts";
import type { Status } from "./status.ts";

export interface MotionEvents {
  onZ(origin: Origin): void;
  onPoint(point: number[] | null): void;
  /** What the map's cursor holds has changed by a move off the map, or by another map. */
  onHeld(): void;
  onFrame(frame: Frame): void;
  /** The frame just told is of the last wish. */
  onArrived(frame: Frame): void;
  /** A gesture has led from `before` to another code; `label` is what its view calls it. */
  onSettled(before: Float32Array, origin: Origin, label?: string): void;
  onStatus(change: Partial<Status>): void;
  onLate(decoder: Decoder): boolean;
}

export interface MotionStart {
  z: Float32Array;
  frame: Frame | null;
  /** The key of the map shown. */
  map: () => string;
  /** The first that serves a wish decodes it. */
  decoders: readonly Decoder[];
}

export class Motion {
  z: Float32Array;
  /** The last decoded picture; once there, never null again. */
  frame: Frame | null;
  /** Where `z` is on the map shown, as far as known. */
  point: number[] | null = null;
  readonly #map: () => string;
  readonly #events: MotionEvents;
  readonly #frames: FrameLoop;
  /** `z` when the gesture began; null between gestures. */
  #before: Float32Array | null = null;
  #origin: Origin = "slider";
  #label: string | undefined;
  /** The gesture has ended on the map, but its last code has not come from the kernel yet. */
  #settling = false;
  #onMap = false;
  /** The hand is still: the last frame may take its time to be exact. */
  #resting = true;
  /** The code whose off-plane part the map's cursor holds, and how much of it. */
  #anchor: Float32Array;
  #off = 1;

  constructor({ z, frame, map, decoders }: MotionStart, events: MotionEvents) {
    this.z = z;
    this.frame = frame;
    this.#anchor = z;
    this.#map = map;
    this.#events = events;
    this.#frames = new FrameLoop(decoders, {
      onFrame: (arrived, wish, last) => this.#onFrame(arrived, wish, last),
      onFailure: (_, last) => last && this.#finishSettling(),
      onStatus: events.onStatus,
      onLate: events.onLate,
      onIdle: () => events.onStatus({}),
    });
  }

  /** Asks for the first picture; the one that came along may be of an earlier code, or another map. */
  start(): void {
    const { frame } = this;
    if (frame && sameArray(frame.z, this.z) && frame.projection === this.#map()) {
      this.point = frame.point;
    } else this.#decodeZ();
  }

  /** Moves to `z`, which must be of the space's size and finite; decodes it. */
  setZ(z: Float32Array, origin: Origin): void {
    if (z.length !== this.z.length || !z.every(Number.isFinite)) return;
    this.#begin(origin);
    this.#onMap = false;
    this.z = z.slice();
    this.#anchor = this.z;
    this.#off = 1;
    this.#decodeZ();
    this.#events.onZ(origin);
  }

  /** Moves to a point of the map: its code is found and decoded, `z` follows. */
  moveTo(point: number[], anchor?: Float32Array): void {
    if (!point.every(Number.isFinite)) return;
    this.#begin("map");
    this.#onMap = true;
    this.point = point;
    const held = { anchor: anchor ?? this.#anchor, off: this.#off };
    this.#frames.wish({ point, projection: this.#map(), ...held });
    this.#events.onPoint(point);
  }

  /** What the map's cursor holds: a code's part beside the map, and how much of it. */
  get held(): { anchor: Float32Array; off: number } {
    return { anchor: this.#anchor, off: this.#off };
  }

  /** Moves off the map at the place where the cursor is: 0 on the map, 1 as the anchor. */
  moveOff(off: number): void {
    if (!this.point || !Number.isFinite(off) || off === this.#off) return;
    this.#off = off;
    this.moveTo(this.point);
    this.#events.onHeld();
  }

  /** The hand is off and nothing is decoded. */
  get isStill(): boolean {
    return this.#resting && this.#frames.idle;
  }

  /** The gesture has ended; one on the map ends when its last code has come. */
  settle(label?: string): void {
    this.#settling = true;
    this.#label = label;
    if (this.#frames.idle || !this.#onMap) this.#finishSettling();
  }

  /** Moves there, and it is no gesture. */
  jump(z: Float32Array, origin: Origin): void {
    this.setZ(z, origin);
    this.#before = null;
    this.#resting = true;
  }

  cancel(): void {
    this.#frames.cancel();
  }

  dispose(): void {
    this.#frames.dispose();
  }

  /** Another map is shown: what the code has beside that one is held, all of it. */
  leaveMap(): void {
    this.point = null;
    this.#hold();
  }

  /** Asks where `z` lies on that map; on the way on the old one, first that. */
  findPlace(): void {
    if (this.#frames.idle || !this.#onMap) this.#decodeZ();
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

  #begin(origin: Origin): void {
    this.#settling = false;
    this.#resting = false;
    this.#before ??= this.z;
    this.#origin = origin;
  }

  #onFrame(frame: Frame, wish: Wish, last: boolean): void {
    this.frame = frame;
    // A code that was set meanwhile, as a sample's, is not to be lost to an earlier place of the map.
    const leads = "point" in wish && this.#onMap;
    if (leads) this.z = frame.z;
    this.#events.onFrame(frame);
    if (leads) {
      this.#events.onZ("map");
      if (last && wish.projection !== this.#map()) {
        this.#hold();
        this.#decodeZ();
      }
    } else if (last && frame.projection === this.#map()) {
      this.point = frame.point;
      this.#events.onPoint(frame.point);
    }
    if (last) this.#finishSettling();
    if (last && this.#resting && !("exact" in wish)) this.#makeExact();
    this.#events.onArrived(frame);
  }

  #hold(): void {
    if (this.#off === 1 && sameArray(this.#anchor, this.z)) return;
    this.#anchor = this.z;
    this.#off = 1;
    this.#events.onHeld();
  }

  #finishSettling(): void {
    if (!this.#settling) return;
    this.#settling = false;
    this.#resting = true;
    const before = this.#before;
    this.#before = null;
    if (before && !sameArray(before, this.z)) {
      this.#events.onSettled(before, this.#origin, this.#label);
    }
    if (this.#frames.idle) this.#makeExact();
    this.#events.onStatus({});
  }

  /** A small picture comes without loss anyway. */
  #makeExact(): void {
    if (!this.frame || !isLossy(this.frame) || !sameArray(this.frame.z, this.z)) return;
    this.#decodeZ({ exact: true });
  }

  /** Asks for the picture of `z`, and for its place on this page's map: another may show another. */
  #decodeZ(options: { exact?: boolean } = {}): void {
    this.#frames.wish({ z: this.z, projection: this.#map(), ...options });
  }
}

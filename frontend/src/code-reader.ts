// Reads in the page's own thread where a code lies among the data's: at each frame that does not
// tell it itself, whichever runtime decoded it.

import { MovingNearest } from "./geometry/moving-nearest.ts";
import { type Reading, Support, type SupportTable } from "./geometry/support.ts";
import type { Asset } from "./protocol.ts";
import { type DataCodes, MOST_READ } from "./runtimes/codes.ts";
import { afterMessages } from "./worker/turns.ts";

/** Bytes of codes that are brought by a line of the kernel's own: on this machine they cost little. */
const MOST_BY_LINE = 64 * 2 ** 20;
/** Of the codes that make the density, all of which are measured at each frame. */
const MOST_DENSITY = 12 * 2 ** 20;

/** Set by the build: whether this is the script of an exported page, whose codes are fewer. */
declare const EXPORTED: boolean;

interface ReaderEvents {
  /** From now on it reads. */
  onReady(): void;
  /** A code that could not be read when its frame came has been read since. */
  onReading(z: Float32Array, reading: Reading): void;
}

export class CodeReader {
  readonly #data: DataCodes;
  readonly #size: number;
  readonly #events: ReaderEvents;
  #state: "idle" | "starting" | "reading" | "over" = "idle";
  #support: Support | null = null;
  /** Of more codes than are all measured in a frame. */
  #moving: MovingNearest | null = null;
  /** The code last read, or to be read. */
  #at: Float32Array | null = null;
  /** The code that is to be read between frames. */
  #wanted: Float32Array | null = null;
  #isCatchingUp = false;

  constructor(data: DataCodes, size: number, events: ReaderEvents) {
    this.#data = data;
    this.#size = size;
    this.#events = events;
  }

  /** Brings what it takes, once; where that is too much for the page, the kernel alone tells. */
  async start(byLine: boolean): Promise<void> {
    if (this.#state !== "idle") return;
    this.#state = "starting";
    try {
      const { codes: asset, ...table } = await this.#data.table();
      if (this.#hasEnded) return;
      if (!asset || !this.#mayHold(asset, table, byLine)) {
        this.#end("idle"); // there may be a line later
        return;
      }
      const codes = await this.#data.bring(asset);
      if (this.#hasEnded) return;
      this.#support = new Support(codes, this.#size, table);
      if (!EXPORTED && asset.size > MOST_READ) this.#moving = new MovingNearest(codes, this.#size);
      this.#end("reading");
      this.#events.onReady();
    } catch {
      this.#end("idle"); // the kernel has gone, or is busy: until then it tells by `about`
    }
  }

  /** Null where it cannot be told in a frame; `onReading` follows, where it can at all. */
  read(z: Float32Array): Reading | null {
    const support = this.#support;
    if (!support) return null;
    if (!this.#moving) return support.read(z);
    const nearest = this.#moving.find(z);
    this.#at = z;
    this.#wanted = nearest ? null : z;
    if (this.#moving.isFar && !this.#isCatchingUp) void this.#catchUp(support, this.#moving);
    return nearest && support.readWith(z, nearest);
  }

  dispose(): void {
    this.#state = "over";
    this.#support = null;
    this.#at = null;
    this.#wanted = null;
  }

  /** Prepares for where the hand is by now, a little at a time, so that frames come in between. */
  async #catchUp(support: Support, moving: MovingNearest): Promise<void> {
    this.#isCatchingUp = true;
    let isThere = false;
    while (this.#at && (this.#wanted || !isThere)) {
      await afterMessages();
      if (!this.#at) break; // closed
      isThere = moving.prepare(this.#at);
      const z = this.#wanted;
      const nearest = isThere && z && moving.find(z);
      if (!nearest) continue;
      this.#wanted = null;
      this.#events.onReading(z, support.readWith(z, nearest));
    }
    this.#isCatchingUp = false;
  }

  #mayHold(asset: Asset, { rows }: SupportTable, byLine: boolean): boolean {
    const centers = rows ? 4 * rows.length * this.#size : asset.size;
    return asset.size <= (byLine ? MOST_BY_LINE : MOST_READ) && centers <= MOST_DENSITY;
  }

  get #hasEnded(): boolean {
    return this.#state === "over";
  }

  #end(state: "idle" | "reading"): void {
    if (!this.#hasEnded) this.#state = state;
  }
}

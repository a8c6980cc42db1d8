// What can be taken along of a way: moving pictures, a strip, sounds, the codes.

import { csvOfCodes, midiOfAll, pngStrip, wavOfAll } from "../../clips/files.ts";
import { type ClipFrames, type FrameColours, loadFrames } from "../../clips/frames.ts";
import { encodeGif } from "../../clips/gif.ts";
import { extensionOf, recordVideo, videoType } from "../../clips/video.ts";
import { button, h, setText } from "../../dom.ts";
import { evenly } from "../../geometry/track.ts";
import { download, fileName } from "../../sound/download.ts";
import type { SpaceStore } from "../../store.ts";

const SIZE = 256;
const STRIP_SIZE = 128;
const STRIP_FRAMES = 12;
/** Of a clip that goes once, or to and fro. */
const FRAMES = 60;
const CODES = 61;
const SOUNDS_A_LEG = 8;
const MOST_SOUNDS = 32;
/** Milliseconds: browsers slow down a GIF that is faster. */
const SHORTEST_FRAME = 20;

export interface SavedWay {
  /** Flat codes at even positions. */
  codes(n: number): Float32Array;
  readonly legs: number;
  /** Seconds from the first anchor to the last. */
  readonly duration: number;
  readonly pingPong: boolean;
}

interface Work {
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

export class Saving {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #way: SavedWay;
  readonly #buttons: HTMLButtonElement[];
  readonly #words = h("span", "lw-saving-words lw-soft", { role: "status" });
  readonly #cancel = button("Cancel", () => this.#abort?.abort(), { hidden: true });
  #abort: AbortController | null = null;
  #frames: ClipFrames | null = null;
  #enabled = true;

  constructor(store: SpaceStore, way: SavedWay) {
    this.#store = store;
    this.#way = way;
    const { kind } = store.description.modality;
    const make = (text: string, title: string, save: (work: Work) => Promise<void>) =>
      button(text, () => void this.#run(text, save), { title });
    const video = videoType();
    const moving = make("Video", "Record the clip as a video", (work) => this.#video(work));
    this.#buttons = [
      make("GIF", "60 frames as an animated GIF", (work) => this.#gif(work)),
      moving,
      make("PNG strip", "12 frames side by side", (work) => this.#strip(work)),
      make("CSV", "The codes along the way", () => this.#csv()),
    ];
    if (kind === "audio") {
      this.#buttons.push(
        make("WAV", "The sounds along the way, one after the other", (work) => this.#sounds(work)),
      );
    }
    if (kind === "melody") {
      this.#buttons.push(
        make("MIDI", "The melodies along the way in a row", (work) => this.#sounds(work)),
      );
    }
    const label = h("span", "lw-soft", {}, "Save");
    this.element = h("div", "lw-bar lw-saving", { role: "group", "aria-label": "Save the way" });
    this.element.append(label, ...this.#buttons, this.#cancel, this.#words);
    if (!video) this.#withoutVideo(moving);
  }

  enable(on: boolean): void {
    this.#enabled = on;
    this.#showState();
  }

  dispose(): void {
    this.#abort?.abort();
  }

  #withoutVideo(element: HTMLButtonElement): void {
    this.#buttons.splice(this.#buttons.indexOf(element), 1);
    element.disabled = true;
    element.title = "This browser records no video: take the GIF, or open the page in another.";
  }

  async #run(name: string, save: (work: Work) => Promise<void>): Promise<void> {
    const mine = new AbortController();
    this.#abort = mine;
    this.#showState();
    const onProgress = (done: number, total: number) => {
      setText(this.#words, `${name}: ${Math.round((100 * done) / Math.max(1, total))} %`);
    };
    try {
      onProgress(0, 1);
      await save({ signal: mine.signal, onProgress });
      setText(this.#words, `${name} saved.`);
    } catch (error) {
      const words = mine.signal.aborted ? `${name} cancelled.` : `${name}: ${sentence(error)}`;
      setText(this.#words, words);
    } finally {
      this.#frames?.close();
      this.#frames = null;
      this.#abort = null;
      this.#showState();
    }
  }

  #showState(): void {
    for (const each of this.#buttons) each.disabled = this.#abort !== null || !this.#enabled;
    this.#cancel.hidden = this.#abort === null;
  }

  /** The frames to be decoded, and in which order they are shown. */
  #clip(): { codes: Float32Array; order: number[]; seconds: number } {
    const { duration, pingPong } = this.#way;
    const n = pingPong ? FRAMES / 2 + 1 : FRAMES;
    const there = Array.from({ length: n }, (_, i) => i);
    const back = pingPong ? there.slice(1, -1).reverse() : [];
    const seconds = pingPong ? 2 * duration : duration;
    return { codes: this.#way.codes(n), order: [...there, ...back], seconds };
  }

  async #gif({ signal, onProgress }: Work): Promise<void> {
    const { codes, order, seconds } = this.#clip();
    const halfway = (done: number, total: number) => onProgress(done, 2 * total);
    const frames = await this.#load(codes, SIZE, { signal, onProgress: halfway });
    const { width, height } = frames;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("This browser gives no canvas to draw the frames on.");
    const bytes = await encodeGif(
      order.length,
      (i) => {
        frames.draw(context as unknown as CanvasRenderingContext2D, order[i] as number);
        return context.getImageData(0, 0, width, height).data;
      },
      {
        width,
        height,
        delay: Math.max(SHORTEST_FRAME, (1000 * seconds) / order.length),
        signal,
        onProgress: (done, total) => onProgress(total + done, 2 * total),
      },
    );
    this.#download(bytes, "gif", "image/gif");
  }

  async #video({ signal, onProgress }: Work): Promise<void> {
    const type = videoType();
    if (!type) throw new Error("This browser records no video: take the GIF.");
    const { codes, order, seconds } = this.#clip();
    const halfway = (done: number, total: number) => onProgress(done, 2 * total);
    const frames = await this.#load(codes, SIZE, { signal, onProgress: halfway });
    const rate = Math.min(60, order.length / seconds);
    const blob = await recordVideo(frames, order, rate, type, {
      signal,
      onProgress: (done, total) => onProgress(total + done, 2 * total),
    });
    this.#download(new Uint8Array(await blob.arrayBuffer()), extensionOf(type), blob.type);
  }

  async #strip(work: Work): Promise<void> {
    const frames = await this.#load(this.#way.codes(STRIP_FRAMES), STRIP_SIZE, work);
    const blob = await pngStrip(frames);
    this.#download(new Uint8Array(await blob.arrayBuffer()), "png", "image/png");
  }

  async #csv(): Promise<void> {
    const text = csvOfCodes(this.#way.codes(CODES), evenly(CODES));
    this.#download(new TextEncoder().encode(text), "csv", "text/csv");
  }

  async #sounds({ signal, onProgress }: Work): Promise<void> {
    const { modality } = this.#store.description;
    const n = Math.min(MOST_SOUNDS, SOUNDS_A_LEG * this.#way.legs);
    const codes = this.#way.codes(n);
    const size = codes.length / n;
    const parts: Float32Array[] = [];
    for (let i = 0; i < n; i++) {
      parts.push(await this.#store.outputs(codes.slice(i * size, (i + 1) * size), signal));
      signal.throwIfAborted();
      onProgress(i + 1, n);
    }
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    if (modality.kind === "audio") this.#download(wavOfAll(all, modality), "wav", "audio/wav");
    if (modality.kind === "melody") this.#download(midiOfAll(all, modality), "mid", "audio/midi");
  }

  async #load(codes: Float32Array, size: number, work: Work): Promise<ClipFrames> {
    this.#frames = await loadFrames(this.#store, codes, size, this.#colours(), work);
    return this.#frames;
  }

  #colours(): FrameColours {
    const style = getComputedStyle(this.element);
    const ground = style.getPropertyValue("--lw-panel").trim() || "#fff";
    return { ground, ink: style.color };
  }

  #download(bytes: Uint8Array<ArrayBuffer>, extension: string, type: string): void {
    const name = fileName(`${this.#store.description.name} path`, extension);
    download(bytes, name, type);
  }
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

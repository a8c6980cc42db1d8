// Frames to a video, recorded by the browser as they are shown.

import type { ClipFrames } from "./frames.ts";

const TYPES = ["video/mp4;codecs=avc1", "video/mp4", "video/webm;codecs=vp9", "video/webm"];
const BITS_PER_SECOND = 4_000_000;
/** Milliseconds that a busy browser has, after the last frame, to code them all. */
const LONGEST_WAIT = 10_000;
/** All are coded once nothing has come for so many milliseconds: a busy coder rests in between. */
const SILENCE = 1000;
const LOOK = 100;

/** The kind of video that this browser records; null where it records none. */
export function videoType(): string | null {
  const records =
    typeof MediaRecorder !== "undefined" && "captureStream" in HTMLCanvasElement.prototype;
  if (!records) return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** "mp4" or "webm". */
export function extensionOf(type: string): string {
  return type.startsWith("video/mp4") ? "mp4" : "webm";
}

/** It takes a second longer than the video lasts: `order` names the frames, `rate` of them a second. */
export async function recordVideo(
  frames: ClipFrames,
  order: readonly number[],
  rate: number,
  type: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  // Videos are coded by pairs of pixels.
  canvas.width = frames.width + (frames.width % 2);
  canvas.height = frames.height + (frames.height % 2);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to record.");
  frames.draw(context, order[0] ?? 0);
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, {
    mimeType: type,
    videoBitsPerSecond: BITS_PER_SECOND,
  });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise<void>((resolve, reject) => {
    recorder.addEventListener("stop", () => resolve());
    recorder.addEventListener("error", () => reject(new Error("The browser stopped recording.")));
  });
  recorder.start();
  try {
    await showInTime(order, rate, (index) => frames.draw(context, index), { signal, onProgress });
    const drawLast = () => frames.draw(context, order.at(-1) ?? 0);
    await Promise.race([ended, untilCoded(recorder, drawLast, signal)]);
  } finally {
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }
  await ended;
  signal.throwIfAborted();
  const video = new Blob(parts, { type: type.split(";")[0] ?? type });
  if (!video.size) throw new Error("The browser has recorded nothing: try again, or take the GIF.");
  return video;
}

/**
 * Holds the last frame until all are coded, which is when nothing more comes: a recorder that is
 * stopped drops those on their way, and of a short film that may be each.
 */
async function untilCoded(
  recorder: MediaRecorder,
  drawLast: () => void,
  signal: AbortSignal,
): Promise<void> {
  const latest = performance.now() + LONGEST_WAIT;
  let silent = Number.POSITIVE_INFINITY; // from when on, once something has come
  while (performance.now() < Math.min(latest, silent)) {
    if (silent === Number.POSITIVE_INFINITY) drawLast(); // a canvas is recorded when drawn on
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    signal.throwIfAborted();
    const coded = new Promise<BlobEvent>((resolve) => {
      recorder.addEventListener("dataavailable", resolve, { once: true });
    });
    recorder.requestData();
    if ((await coded).data.size > 0) silent = performance.now() + SILENCE;
  }
}

async function showInTime(
  order: readonly number[],
  rate: number,
  draw: (index: number) => void,
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<void> {
  const began = performance.now();
  for (const [i, index] of order.entries()) {
    signal.throwIfAborted();
    draw(index);
    onProgress(i + 1, order.length);
    const wait = began + (1000 * (i + 1)) / rate - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestError } from "../src/channel.ts";
import type { Frame } from "../src/protocol.ts";
import { CANCELLED, type Decoder, FrameLoop, type Wish } from "../src/runtimes/frames.ts";
import type { Status } from "../src/status.ts";
import { frameResult } from "./fake-link.ts";

const wishFor = (value: number): Wish => ({ z: Float32Array.of(value), projection: "pca-2" });
const numberOf = (wish: Wish) => ("z" in wish ? (wish.z[0] as number) : Number.NaN);
/** What was awaited has gone on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

interface Open {
  resolve(frame: Frame): void;
  reject(error: Error): void;
  z: Float32Array;
}

/** Answers, fails and stops serving when the test says so. */
class FakeDecoder implements Decoder {
  readonly asked: number[] = [];
  serving = true;
  readonly runtime: Status["runtime"];
  #open: Open | null = null;

  constructor(runtime: Status["runtime"]) {
    this.runtime = runtime;
  }

  serves(): boolean {
    return this.serving;
  }

  decode(wish: Wish, signal: AbortSignal): Promise<Frame> {
    this.asked.push(numberOf(wish));
    return new Promise((resolve, reject) => {
      this.#open = { resolve, reject, z: (wish as { z: Float32Array }).z };
      signal.addEventListener("abort", () => reject(new RequestError("cancelled", true)));
    });
  }

  async answer(): Promise<void> {
    const { resolve, z } = this.#open as Open;
    resolve(frameResult({ z }) as unknown as Frame);
    await settled();
  }

  async fail(message: string, { forGood = false } = {}): Promise<void> {
    if (forGood) this.serving = false;
    this.#open?.reject(new Error(message));
    await settled();
  }
}

function open() {
  const [page, kernel] = [new FakeDecoder("page"), new FakeDecoder("kernel")];
  const frames: [number, boolean][] = [];
  const failures: [number, boolean][] = [];
  const changes: Partial<Status>[] = [];
  const lateAt: string[] = [];
  let idle = 0;
  const loop = new FrameLoop([page, kernel], {
    onFrame: (frame, _, last) => frames.push([frame.z[0] as number, last]),
    onFailure: (wish, last) => failures.push([numberOf(wish), last]),
    onStatus: (change) => changes.push(change),
    onLate: (decoder) => lateAt.push(decoder.runtime) > 0,
    onIdle: () => {
      idle += 1;
    },
  });
  const runtimes = () => changes.flatMap(({ runtime }) => runtime ?? []);
  return { page, kernel, loop, frames, failures, changes, lateAt, runtimes, idles: () => idle };
}

test("the first decoder that serves decodes, and one wish waits beside it", async () => {
  const { page, kernel, loop, frames } = open();
  for (const value of [1, 2, 3]) loop.wish(wishFor(value));
  await page.answer();
  await page.answer();
  assert.deepEqual(page.asked, [1, 3]);
  assert.deepEqual(kernel.asked, []);
  assert.deepEqual(frames, [
    [1, false],
    [3, true],
  ]);
  assert.ok(loop.idle);
});

test("a decoder that fails for good hands its wish to the next one", async () => {
  const { page, kernel, loop, frames, failures, changes } = open();
  loop.wish(wishFor(1));
  await page.fail("out of memory", { forGood: true });
  assert.deepEqual(kernel.asked, [1]);
  await kernel.answer();
  assert.deepEqual(frames, [[1, true]]);
  assert.deepEqual(failures, []);
  assert.ok(!changes.some(({ error }) => error));
});

test("a newer wish wins over the one that is handed on", async () => {
  const { page, kernel, loop, frames } = open();
  loop.wish(wishFor(1));
  loop.wish(wishFor(2));
  await page.fail("out of memory", { forGood: true });
  await kernel.answer();
  assert.deepEqual(kernel.asked, [2]);
  assert.deepEqual(frames, [[2, true]]);
});

test("a failure of one decode is said, and not handed on", async () => {
  const { page, kernel, loop, failures, changes } = open();
  loop.wish(wishFor(1));
  await page.fail("the decoder raised");
  assert.deepEqual(failures, [[1, true]]);
  assert.equal(changes.find(({ error }) => error)?.error, "the decoder raised");
  assert.deepEqual(kernel.asked, []);
  loop.wish(wishFor(2));
  await page.answer();
  assert.equal(changes.findLast((change) => "error" in change)?.error, null);
});

test("giving up drops the wish that waits too, and is no error", async () => {
  const { page, loop, frames, failures, changes } = open();
  loop.wish(wishFor(1));
  loop.wish(wishFor(2));
  loop.cancel();
  await settled();
  assert.deepEqual(page.asked, [1]);
  assert.deepEqual([frames, failures], [[], [[1, true]]]);
  assert.deepEqual(changes, [{ notice: CANCELLED }]);
  loop.wish(wishFor(3));
  await page.answer();
  assert.deepEqual(frames, [[3, true]]);
});

test("a decode given up while its decoder goes away is not handed on", async () => {
  const { page, kernel, loop } = open();
  loop.wish(wishFor(1));
  page.serving = false;
  loop.cancel();
  await settled();
  assert.deepEqual(kernel.asked, []);
  assert.ok(loop.idle);
});

test("where nobody serves the wish fails, and a later one is served again", async () => {
  const { page, kernel, loop, frames, failures, idles } = open();
  [page.serving, kernel.serving] = [false, false];
  loop.wish(wishFor(1));
  assert.deepEqual(failures, [[1, true]]);
  assert.ok(loop.idle);
  assert.equal(idles(), 1);
  kernel.serving = true;
  loop.wish(wishFor(2));
  await kernel.answer();
  assert.deepEqual(frames, [[2, true]]);
});

test("the runtime said is that of the last frame, and its meter starts anew", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const { page, kernel, loop, changes, runtimes } = open();
  const roundTrip = () => changes.findLast(({ runtime }) => runtime)?.roundTripMs;
  page.serving = false;
  for (let i = 0; i < 3; i++) {
    loop.wish(wishFor(i));
    now += 80;
    await kernel.answer();
  }
  assert.equal(roundTrip(), 80);
  page.serving = true;
  loop.wish(wishFor(3));
  assert.deepEqual(new Set(runtimes()), new Set(["kernel"]));
  now += 4;
  await page.answer();
  assert.deepEqual(runtimes().at(-1), "page");
  assert.equal(roundTrip(), 4);
});

test("a late decode is shown as such, and asked about while it lasts", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { page, loop, changes, lateAt } = open();
  loop.wish(wishFor(1));
  context.mock.timers.tick(499);
  assert.equal(changes.length, 0);
  context.mock.timers.tick(1);
  assert.equal(typeof changes[0]?.busySince, "number");
  context.mock.timers.tick(2000);
  assert.deepEqual(lateAt, ["page", "page", "page"]);
  context.mock.timers.reset();
  await page.answer();
  assert.equal(changes.find((change) => change.busySince === null)?.busySince, null);
});

test("a loop that has ended says nothing more", async () => {
  const { page, loop, frames, failures, changes, idles } = open();
  loop.wish(wishFor(1));
  loop.dispose();
  loop.wish(wishFor(2));
  await settled();
  assert.deepEqual([page.asked, frames, failures, changes, idles()], [[1], [], [], [], 0]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { frameResult } from "./fake-link.ts";
import { answerAll, code, type Opened, open } from "./opened-store.ts";

/** The page reads from here on: the data have two codes, (0, 0) and (3, 4). */
async function letRead({ state, store }: Opened): Promise<void> {
  const codes = Float32Array.of(0, 0, 3, 4);
  store.followReadings();
  const table = { radius: 2, rows: null, bandwidth: 1, level: 0, low: -2, high: 0, far: -4 };
  const asset = { name: "codes.f32", key: "", size: codes.byteLength };
  const own = Float32Array.of(-3, 0);
  await state.reply(state.last("support"), { ...table, own, label: "", codes: asset });
  await state.reply(state.last("asset"), { data: new Uint8Array(codes.buffer) });
}

test("a drag by the kernel is read in the page at each frame, once a badge is shown", async () => {
  const opened = open();
  const { state, store } = opened;
  assert.equal(state.messages("support").length, 0);
  await letRead(opened);
  const told: [number, boolean][] = [];
  store.on("confidence", (confidence) => {
    assert.ok(confidence);
    assert.deepEqual(confidence.z, store.frame?.z);
    told.push([confidence.distance, confidence.isPast]);
  });
  for (let x = 1; x <= 5; x++) {
    store.setZ(code(0, x / 8));
    await answerAll(opened);
  }
  assert.deepEqual(
    told,
    [1, 2, 3, 4, 5].map((x) => [x / 8, false]),
  );
  assert.equal(state.messages("asset").length, 1);
  store.dispose();
});

test("until the page can read, what the kernel said is of a code before, and says so", async () => {
  const opened = open();
  const { state, store } = opened;
  store.followReadings();
  await new Promise((resolve) => setTimeout(resolve, 1));
  const nearest = { index: 0, distance: 0.5, picture: null };
  const figures = { radius: 2, ratio: 0.25, density: 0, share: 1, doubt: 0 };
  await state.reply(state.last("about"), { nearest, ...figures });
  assert.equal(store.confidence?.isPast, false);
  store.setZ(code(0, 9));
  assert.equal(store.confidence?.isPast, false); // the picture is of that code still
  await answerAll(opened);
  assert.deepEqual([store.confidence?.isPast, store.confidence?.distance], [true, 0.5]);
  store.dispose();
});

test("once the kernel has gone nothing is told about the data, not even what was asked before", async () => {
  const opened = open();
  const { state, store } = opened;
  await letRead(opened);
  const nearest = { index: 0, distance: 0, picture: null };
  const figures = { radius: 2, ratio: 0, density: 0, share: 1, doubt: 0 };
  await state.reply(state.last("about"), { nearest, ...figures });
  store.setZ(code(0, 1));
  await state.reply(state.last("decode"), frameResult({ z: code(0, 1), encoding: "jpeg" }));
  assert.ok(store.about);
  store.settle(); // asks for the exact picture of the same code, of which the page itself has read
  state.alive = false; // unnoticed
  await state.reply(state.last("decode"), frameResult({ z: code(0, 1) }));
  assert.equal(store.about, null);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(store.about, null);
  store.dispose();
});

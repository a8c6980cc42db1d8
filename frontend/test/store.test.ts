import assert from "node:assert/strict";
import { test } from "node:test";
import { toTrait } from "../src/arrays.ts";
import { SpaceStore } from "../src/store.ts";
import { stoppedWords } from "../src/words.ts";
import { FakeState, frameResult } from "./fake-link.ts";
import { answerAll, code, open } from "./opened-store.ts";

test("the first picture needs no round trip where the kernel sent one along", () => {
  const withFrame = open();
  assert.ok(withFrame.store.frame && "pixels" in withFrame.store.frame);
  assert.equal(withFrame.state.messages("decode").length, 0);
  withFrame.store.dispose();
  const without = open(null);
  assert.equal(without.store.frame, null);
  assert.deepEqual(without.state.last("decode").z, code(0, 0));
  without.store.dispose();
});

test("one decode is in flight and only the last wish waits", async () => {
  const opened = open();
  const { state, store } = opened;
  for (let i = 1; i <= 1000; i++) store.setZ(code(i, 0));
  assert.equal(state.messages("decode").length, 1);
  await answerAll(opened);
  assert.equal(state.messages("decode").length, 2);
  assert.deepEqual(store.frame?.z, code(1000, 0));
  store.dispose();
});

test("a code that is not of the space is refused", () => {
  const { state, store } = open();
  store.setZ(code(1));
  store.setZ(code(Number.NaN, 0));
  assert.deepEqual(store.z, code(0, 0));
  assert.equal(state.messages("decode").length, 0);
  store.dispose();
});

test("a gesture is one undo step, and the kernel hears of its end only", async () => {
  const opened = open();
  const { state, store } = opened;
  for (let i = 1; i <= 10; i++) store.setZ(code(i, 0));
  assert.equal(state.saves, 0);
  store.settle();
  assert.equal(state.saves, 1);
  assert.deepEqual(state.trait("z"), code(10, 0));
  await answerAll(opened);
  store.undo();
  assert.deepEqual(store.z, code(0, 0));
  assert.deepEqual(state.trait("z"), code(0, 0));
  assert.ok(!store.canUndo);
  store.redo();
  assert.deepEqual(store.z, code(10, 0));
  await answerAll(opened);
  assert.deepEqual(store.frame?.z, code(10, 0));
  store.dispose();
});

test("a gesture on the map ends with the code that the kernel found", async () => {
  const opened = open();
  const { state, store } = opened;
  store.moveTo([3, 4]);
  store.moveTo([5, 6]);
  store.settle();
  assert.equal(state.saves, 0);
  assert.deepEqual(state.last("decode").anchor, code(0, 0));
  await answerAll(opened);
  assert.deepEqual(store.z, code(5, 6));
  assert.deepEqual(state.trait("z"), code(5, 6));
  assert.ok(store.canUndo);
  store.dispose();
});

test("a code that is set while a place of the map is decoded is not lost to it", async () => {
  const opened = open();
  const { state, store } = opened;
  const origins: string[] = [];
  store.on("z", (origin) => origins.push(origin));
  store.moveTo([3, 4]);
  store.setZ(code(8, 9), "sample");
  store.settle();
  await answerAll(opened);
  assert.deepEqual(store.z, code(8, 9));
  assert.deepEqual(store.frame?.z, code(8, 9));
  assert.deepEqual(state.trait("z"), code(8, 9));
  assert.deepEqual(origins, ["sample"]);
  store.dispose();
});

test("a lossy frame is made exact at rest, once", async () => {
  const opened = open();
  const { state, store } = opened;
  store.setZ(code(1, 1));
  await state.reply(state.last("decode"), frameResult({ z: code(1, 1), encoding: "jpeg" }));
  assert.equal(state.messages("decode").length, 1);
  store.settle();
  assert.equal(state.last("decode").exact, true);
  await state.reply(state.last("decode"), frameResult({ z: code(1, 1), encoding: "jpeg" }));
  assert.equal(state.messages("decode").length, 2);
  store.dispose();
});

test("the kernel's own z is shown and can be undone; our own word's echo is not news", async () => {
  const opened = open();
  const { state, store } = opened;
  const heard: string[] = [];
  store.on("z", (origin) => heard.push(origin));
  store.setZ(code(1, 0));
  store.settle();
  store.setZ(code(2, 0));
  state.setTrait("z", toTrait(code(1, 0)));
  assert.deepEqual(store.z, code(2, 0));
  state.setTrait("z", toTrait(code(7, 7)));
  assert.deepEqual(store.z, code(7, 7));
  assert.deepEqual(heard, ["slider", "slider", "kernel"]);
  await answerAll(opened);
  assert.deepEqual(store.frame?.z, code(7, 7));
  store.undo();
  assert.deepEqual(store.z, code(2, 0));
  store.dispose();
});

test("an error of the decoder is said, and the next move works", async () => {
  const opened = open();
  const { state, store } = opened;
  store.setZ(code(1, 0));
  await state.refuse(state.last("decode"), "the decoder raised: boom");
  assert.equal(store.status.error, "the decoder raised: boom");
  assert.deepEqual(store.frame?.z, code(0, 0));
  store.setZ(code(2, 0));
  await answerAll(opened);
  assert.equal(store.status.error, null);
  assert.deepEqual(store.frame?.z, code(2, 0));
  store.dispose();
});

test("a stopped kernel is said once and asked nothing more; the picture stays", async () => {
  const { state, store } = open();
  store.setZ(code(1, 0));
  const asked = state.sent.length;
  state.die();
  assert.equal(store.status.connected, false);
  assert.match(stoppedWords(store.status), /the last picture stays/);
  assert.equal(store.status.error, null);
  store.setZ(code(2, 0));
  await assert.rejects(store.request("random", {}), /stopped/);
  assert.equal(state.sent.length, asked);
  assert.deepEqual(store.frame?.z, code(0, 0));
  store.dispose();
});

test("the last of two samples clicked in haste is chosen", async () => {
  const opened = open();
  const { state, store } = opened;
  store.chooseSample(1);
  const first = state.last("sample");
  store.chooseSample(2);
  const second = state.last("sample");
  await state.reply(second, { index: 2, z: code(2, 2) });
  await state.reply(first, { index: 1, z: code(1, 1) });
  assert.equal(store.chosen?.index, 2);
  assert.deepEqual(store.z, code(2, 2));
  store.dispose();
});

test("a first frame that is of an earlier code is shown, and the current code decoded", () => {
  const z = code(5, 5);
  const state = new FakeState(frameResult({ z: code(1, 1) }));
  state.setTrait("z", toTrait(z));
  const store = new SpaceStore(state.link());
  assert.deepEqual(store.frame?.z, code(1, 1));
  assert.deepEqual(state.last("decode").z, z);
  store.dispose();
});

test("a map gesture that a new projection overtakes still ends", async () => {
  const opened = open();
  const { state, store } = opened;
  store.moveTo([3, 4]);
  store.moveTo([5, 6]);
  store.settle();
  state.setTrait("projection", { key: "tsne-2", method: "tsne", dims: 2 });
  await answerAll(opened);
  assert.ok(store.atRest);
  assert.deepEqual(state.trait("z"), store.z);
  store.dispose();
});

test("another map holds what the code has beside it, as it is by then", async () => {
  const opened = open();
  const { state, store } = opened;
  const held: number[] = [];
  store.on("held", () => held.push(store.held.off));
  store.moveTo([3, 4]);
  await answerAll(opened);
  store.moveOff(2);
  store.settle();
  await answerAll(opened);
  state.setTrait("projection", { key: "tsne-2", method: "tsne", dims: 2 });
  assert.deepEqual(store.held, { anchor: store.z, off: 1 });
  assert.deepEqual(held, [2, 1]);
  // Of a drag on the way meanwhile, where it leads to.
  await answerAll(opened);
  store.moveTo([5, 6]);
  state.setTrait("projection", { key: "pca-2", method: "pca", dims: 2 });
  await answerAll(opened);
  assert.deepEqual(store.z, code(5, 6));
  assert.deepEqual(store.held, { anchor: store.z, off: 1 });
  store.dispose();
});

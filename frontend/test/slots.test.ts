import assert from "node:assert/strict";
import { test } from "node:test";
import { SpaceStore } from "../src/store.ts";
import { sampleChoice } from "../src/views/slots/choices.ts";
import { readOperand, writeOperand } from "../src/views/slots/operand.ts";
import { FakeState } from "./fake-link.ts";

function open() {
  const state = new FakeState();
  return { state, store: new SpaceStore(state.link()) };
}

test("what is dragged arrives as it left", async () => {
  const { store } = open();
  const operand = { name: "glasses – “no”", kind: "mean", z: Float32Array.of(0.1, -2) } as const;
  assert.deepEqual(await readOperand(store, writeOperand(store, operand)), operand);
  store.dispose();
});

test("a sample dragged without its code is asked for", async () => {
  const { state, store } = open();
  const reading = readOperand(store, writeOperand(store, { name: "sample_2", kind: "sample" }));
  await state.reply(state.last("sample"), { index: 2, z: Float32Array.of(3, 4) });
  assert.deepEqual(await reading, { name: "sample_2", kind: "sample", z: Float32Array.of(3, 4) });
  await assert.rejects(
    readOperand(store, writeOperand(store, { name: "sample_3", kind: "sample" })),
    /no sample 3: the last is 2/,
  );
  store.dispose();
});

test("what is no code of this space is refused with a reason", async () => {
  const { store } = open();
  const wrong: [string, RegExp][] = [
    ["nonsense", /no point of a latent space/],
    ["null", /no point of a latent space/],
    [JSON.stringify({ name: "a", kind: "picture", z: [1, 2] }), /no point of a latent space/],
    [JSON.stringify({ name: "a", kind: "mean", z: [1, 2, 3] }), /another space: it has 3 numbers/],
    [
      JSON.stringify({ name: "a", kind: "mean", z: [1, 2], space: "b" }),
      /comes from another space/,
    ],
    [JSON.stringify({ name: "a", kind: "mean", z: [1, null] }), /without a code of finite numbers/],
    [JSON.stringify({ name: "a", kind: "mean", z: [1, 1e39] }), /without a code of finite numbers/],
    [JSON.stringify({ name: "a", kind: "mean" }), /without a code of finite numbers/],
  ];
  for (const [text, said] of wrong) await assert.rejects(readOperand(store, text), said, text);
  store.dispose();
});

test("a number asks for a sample, where there is one", () => {
  const { store } = open();
  assert.equal(sampleChoice(store, " 2 ")?.title, "sample_2");
  assert.equal(sampleChoice(store, "sample 1")?.title, "sample_1");
  for (const text of ["3", "two", "", "-1", "1.5"]) assert.equal(sampleChoice(store, text), null);
  store.dispose();
});

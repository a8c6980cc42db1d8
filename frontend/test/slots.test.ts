import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOf } from "../src/names.ts";
import type { Colouring } from "../src/protocol.ts";
import { SpaceStore } from "../src/store.ts";
import { sampleChoice } from "../src/views/slots/choices.ts";
import { meanName, modelOf, readOperand, writeOperand } from "../src/views/slots/operand.ts";
import { FakeState } from "./fake-link.ts";

const turn = () => new Promise((done) => setTimeout(done));

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

test("a class dragged without its code comes by its name, else as the mean of its samples", async () => {
  const { state, store } = open();
  const drag = (name: string, of: string, category: string) =>
    readOperand(store, writeOperand(store, { name, kind: "mean", mean: { of, category } }));
  const named = drag("tabby", "label", "tabby");
  const z = Float32Array.of(3, 4);
  await state.reply(state.last("names"), {
    entries: [
      { name: "tabby", kind: "direction", of: "", z: Float32Array.of(9, 9), count: 1 },
      { name: "tabby", kind: "mean", of: "label", z, count: 2 },
    ],
  });
  assert.deepEqual(await named, { name: "tabby", kind: "mean", z });

  const other = drag("fur_tabby", "fur", "tabby");
  await turn();
  const colour = { name: "fur", categories: ["plain", "tabby"], values: Uint16Array.of(1, 0, 1) };
  await state.reply(state.last("colour"), colour);
  await turn();
  const asked = state.last("mean");
  await state.reply(asked, { z: Float32Array.of(5, 6) });
  assert.deepEqual(await other, { name: "fur_tabby", kind: "mean", z: Float32Array.of(5, 6) });
  const gone = drag("fur_spots", "fur", "spots");
  const refused = assert.rejects(gone, /the mean of no sample/);
  await turn();
  await state.reply(state.last("colour"), colour);
  await refused;
  store.dispose();
});

test("the mean of a class is called as Python calls it", () => {
  const name = (of: string, categories: string[], category: string) =>
    meanName({ name: of, categories } as Colouring, category);
  assert.equal(name("label", ["0", "1"], "1"), "1");
  assert.equal(name("glasses", ["False", "True"], "True"), "glasses");
  assert.equal(name("glasses", ["0", "1"], "0"), "no_glasses");
  assert.equal(name("glasses", ["True"], "True"), "glasses");
  assert.equal(name("tense", ["past", "present"], "past"), "tense_past");
});

test("names are asked for again when directions have come or gone", async () => {
  const { state, store } = open();
  const ask = async (name: string) => {
    const names = namesOf(store);
    await state.reply(state.last("names"), { entries: [{ name }] });
    return (await names).map((entry) => entry.name);
  };
  assert.deepEqual(await ask("one"), ["one"]);
  assert.deepEqual((await namesOf(store)).length, 1);
  state.setTrait("directions", { version: 2, entries: [] });
  assert.deepEqual(await ask("two"), ["two"]);
  assert.equal(store.listenerCount, 0);
  const refused = assert.rejects(async () => {
    state.setTrait("directions", { version: 3, entries: [] });
    await namesOf(store);
  });
  await state.refuse(state.last("names"), "no");
  await refused;
  assert.deepEqual(await ask("three"), ["three"], "after a failure too");
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

test("what comes from another training of the same model is refused", async () => {
  const [here, there, unknown] = [open(), open(), open()];
  const operand = { name: "a", kind: "mean", z: Float32Array.of(1, 2) } as const;
  const tell = async ({ state, store }: typeof here, fingerprint: string) => {
    const known = modelOf(store);
    await state.reply(state.last("identity"), { space: { fingerprint } });
    assert.equal(await known, fingerprint);
  };
  const early = writeOperand(there.store, operand); // before it is known of which model it is
  await tell(here, "aa");
  await tell(there, "bb");
  await tell(unknown, "");
  const dragged = writeOperand(there.store, operand);
  await assert.rejects(
    readOperand(here.store, dragged),
    /“a” comes from another space, where its numbers mean something else/,
  );
  assert.deepEqual(await readOperand(there.store, dragged), operand);
  // Weights that cannot be read leave the name and the sizes.
  assert.deepEqual(await readOperand(unknown.store, dragged), operand);
  assert.deepEqual(await readOperand(here.store, writeOperand(unknown.store, operand)), operand);
  assert.deepEqual(await readOperand(here.store, early), operand);
  for (const { store } of [here, there, unknown]) store.dispose();
});

test("a drop waits until it is known which model is here", async () => {
  const { state, store } = open();
  const dropped = JSON.stringify({ name: "a", kind: "mean", z: [1, 2], model: "bb" });
  const refusal = assert.rejects(readOperand(store, dropped), /another space/);
  await state.reply(state.last("identity"), { space: { fingerprint: "aa" } });
  await refusal;
  store.dispose();
});

test("a number asks for a sample, where there is one", () => {
  const { store } = open();
  assert.equal(sampleChoice(store, " 2 ")?.title, "sample_2");
  assert.equal(sampleChoice(store, "sample 1")?.title, "sample_1");
  for (const text of ["3", "two", "", "-1", "1.5"]) assert.equal(sampleChoice(store, text), null);
  store.dispose();
});

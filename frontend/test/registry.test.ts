import assert from "node:assert/strict";
import { test } from "node:test";
import { revive, toTrait } from "../src/arrays.ts";
import { acquireStore } from "../src/registry.ts";
import { FakeState, frameResult } from "./fake-link.ts";
import { code } from "./opened-store.ts";

test("views share one store; it outlives the view whose way to the model it used", async () => {
  const state = new FakeState();
  const [one, two] = [state.link(), state.link()];
  const [store, releaseOne] = acquireStore(one);
  const [same, releaseTwo] = acquireStore(two);
  assert.equal(store, same);
  one.close();
  releaseOne();
  releaseOne();
  state.setTrait("z", toTrait(code(4, 4)));
  assert.deepEqual(store.z, code(4, 4));
  two.close();
  releaseTwo();
  assert.equal(state.listenerCount, 0);
  const [fresh, release] = acquireStore(state.link());
  assert.notEqual(fresh, store);
  release();
});

test("what was in flight when the last view closed is dropped", async () => {
  const state = new FakeState();
  const [store, release] = acquireStore(state.link());
  store.setZ(code(1, 0));
  const decode = state.last("decode");
  release();
  await state.reply(decode, frameResult());
  assert.deepEqual(store.frame?.z, code(0, 0));
  assert.equal(state.listenerCount, 0);
});

test("the last view that closes tells what was just done, and that no map is waited for", async () => {
  const state = new FakeState();
  const [store, release] = acquireStore(state.link());
  void store.setProjection("tsne", 2);
  store.setZ(code(1, 0));
  store.settle();
  release();
  const { entries } = revive<{ entries: { label: string }[] }>(state.traitValue("journal"));
  assert.deepEqual(
    entries.map(({ label }) => label),
    ["moved z₀ to 1"],
  );
  const cancelled = state.messages("cancel").map(({ target }) => target);
  assert.ok(cancelled.includes(state.last("project").id));
  const { saves } = state;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(state.saves, saves, "nothing is told later");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Act, History } from "../src/history.ts";

/** A number that acts add to, and its history. */
function counter(limit?: number) {
  const history = new History(limit);
  const state = { value: 0 };
  const add = (n: number): Act => ({
    label: `+${n}`,
    undo: () => {
      state.value -= n;
    },
    redo: () => {
      state.value += n;
    },
  });
  const act = (n: number) => {
    state.value += n;
    history.push(add(n));
  };
  return { history, state, act };
}

test("undo and redo walk over the acts", () => {
  const { history, state, act } = counter();
  act(1);
  act(10);
  assert.equal(history.last?.label, "+10");
  assert.equal(history.undo()?.label, "+10");
  assert.equal(state.value, 1);
  assert.equal(history.next?.label, "+10");
  assert.equal(history.undo()?.label, "+1");
  assert.equal(history.undo(), null);
  assert.equal(state.value, 0);
  history.redo();
  history.redo();
  assert.equal(state.value, 11);
  assert.equal(history.redo(), null);
});

test("a new act forgets what was undone", () => {
  const { history, state, act } = counter();
  act(1);
  history.undo();
  act(5);
  assert.equal(history.next, null);
  history.undo();
  assert.equal(state.value, 0);
});

test("the oldest acts are dropped at the limit", () => {
  const { history, state, act } = counter(2);
  for (const n of [1, 2, 3]) act(n);
  history.undo();
  history.undo();
  assert.equal(history.undo(), null);
  assert.equal(state.value, 1);
});

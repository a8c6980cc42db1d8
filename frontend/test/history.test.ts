import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../src/history.ts";

test("undo and redo walk over the steps", () => {
  const history = new History<string>();
  history.push("a");
  history.push("b");
  assert.equal(history.undo("c"), "b");
  assert.equal(history.undo("b"), "a");
  assert.equal(history.undo("a"), undefined);
  assert.equal(history.redo("a"), "b");
  assert.equal(history.redo("b"), "c");
  assert.ok(!history.canRedo);
});

test("a new step forgets what was undone", () => {
  const history = new History<string>();
  history.push("a");
  history.undo("b");
  history.push("a");
  assert.ok(!history.canRedo);
  assert.equal(history.undo("c"), "a");
});

test("the oldest steps are dropped at the limit", () => {
  const history = new History<number>(2);
  for (const step of [1, 2, 3]) history.push(step);
  assert.equal(history.undo(4), 3);
  assert.equal(history.undo(3), 2);
  assert.ok(!history.canUndo);
});

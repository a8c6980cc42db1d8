import assert from "node:assert/strict";
import { test } from "node:test";
import { Journal, MOST_ENTRIES } from "../src/journal.ts";
import type { Moment } from "../src/moment.ts";

const START: Moment = {
  z: Float32Array.of(0, 0),
  selection: new Uint32Array(0),
  bookmarks: [],
  chosen: null,
  tools: {},
  map: "pca-2",
  colour: null,
};

/** A world of values, its journal, and a clock that the test turns. */
function world() {
  const clock = { time: 0 };
  const state = { moment: START, changes: 0 };
  const journal = new Journal(
    {
      get moment() {
        return state.moment;
      },
      restore: (change) => {
        state.moment = { ...state.moment, ...change };
      },
      onChange: () => {
        state.changes += 1;
      },
    },
    () => clock.time,
  );
  const set = (label: string, change: Partial<Moment>, topic?: string) => {
    clock.time += 100;
    journal.doing({ label, ...(topic ? { topic } : {}) }, () => {
      state.moment = { ...state.moment, ...change };
    });
  };
  return { clock, journal, state, set };
}

const z = (...values: number[]) => Float32Array.from(values);

test("each kind of change is one act, taken back alone and done again", () => {
  const { journal, state, set } = world();
  const changes: Partial<Moment>[] = [
    { z: z(1, 2) },
    { selection: Uint32Array.of(3) },
    { bookmarks: [{ name: "a", z: z(1, 2) }] },
    { map: "tsne-2" },
    { colour: "label" },
  ];
  const moments = [state.moment];
  for (const [i, change] of changes.entries()) {
    set(`act ${i}`, change);
    moments.push(state.moment);
  }
  const end = moments.length - 1;
  for (let i = end; i > 0; i--) {
    assert.equal(journal.undoing, `act ${i - 1}`);
    journal.undo();
    assert.deepEqual(state.moment, moments[i - 1]);
  }
  assert.equal(journal.undoing, null);
  assert.ok(journal.entries.every((entry) => entry.undone));
  for (let i = 1; i <= end; i++) {
    journal.redo();
    assert.deepEqual(state.moment, moments[i]);
  }
  assert.ok(journal.entries.every((entry) => !entry.undone));
});

test("what changes nothing is no act", () => {
  const { journal, set } = world();
  set("nothing", { z: z(0, 0) });
  assert.equal(journal.entries.length, 0);
  assert.equal(journal.undoing, null);
});

test("acts in haste of one topic are one, until the hand rests or does something else", () => {
  const { clock, journal, state, set } = world();
  set("moved to 1", { z: z(1, 0) }, "z0");
  set("moved to 2", { z: z(2, 0) }, "z0");
  assert.deepEqual(
    journal.entries.map(({ label }) => label),
    ["moved to 2"],
  );
  journal.undo();
  assert.deepEqual(state.moment.z, z(0, 0));
  journal.redo();
  assert.deepEqual(state.moment.z, z(2, 0));
  clock.time += 2000;
  set("moved to 3", { z: z(3, 0) }, "z0");
  set("coloured", { colour: "label" });
  set("moved to 4", { z: z(4, 0) }, "z0");
  assert.equal(journal.entries.length, 4);
  journal.undo();
  set("moved to 5", { z: z(5, 0) }, "z0");
  assert.deepEqual(
    journal.entries.map(({ undone }) => undone),
    [false, false, false, true, false],
  );
});

test("going back to an entry is an act; bookmarks stay", () => {
  const { journal, state, set } = world();
  set("first", { z: z(1, 1), map: "tsne-2" });
  set("kept", { bookmarks: [{ name: "a", z: z(1, 1) }] });
  set("second", { z: z(2, 2), map: "pca-2", selection: Uint32Array.of(1) });
  const [first] = journal.entries;
  assert.ok(first);
  journal.goTo(first);
  assert.deepEqual(state.moment.z, z(1, 1));
  assert.equal(state.moment.map, "tsne-2");
  assert.equal(state.moment.selection.length, 0);
  assert.equal(state.moment.bookmarks.length, 1);
  assert.equal(journal.entries.at(-1)?.label, "went back to: first");
  journal.goTo(journal.entries.at(-1) as (typeof journal.entries)[number]);
  assert.equal(journal.entries.length, 4, "it is there already");
  journal.undo();
  assert.deepEqual(state.moment.z, z(2, 2));
});

test("tools' acts stand in the same line", () => {
  const { journal, state, set } = world();
  const done: string[] = [];
  set("moved", { z: z(1, 0) });
  const act = { label: "made ears", undo: () => done.push("undo"), redo: () => done.push("redo") };
  journal.act(act);
  assert.equal(journal.undoing, "made ears");
  journal.undo();
  journal.redo();
  journal.undo();
  journal.undo();
  assert.deepEqual(done, ["undo", "redo", "undo"]);
  assert.deepEqual(state.moment.z, z(0, 0));
});

test("it has a bound, and ids that stay unique", () => {
  const { journal, set } = world();
  for (let i = 1; i <= MOST_ENTRIES + 5; i++) set(`act ${i}`, { z: z(i, 0) });
  assert.equal(journal.entries.length, MOST_ENTRIES);
  assert.equal(journal.entries[0]?.label, "act 6");
  const others = journal.entries.slice(0, 3).map(({ id: _, ...entry }) => entry);
  journal.replace(others);
  set("later", { z: z(0, 1) });
  const ids = journal.entries.map(({ id }) => id);
  assert.equal(new Set(ids).size, 4);
});

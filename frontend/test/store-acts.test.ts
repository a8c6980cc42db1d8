import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { revive, toTrait } from "../src/arrays.ts";
import { Journal } from "../src/journal.ts";
import { JournalTrait } from "../src/journal-trait.ts";
import { StateModel } from "../src/state-model.ts";
import { SpaceStore } from "../src/store.ts";
import { FakeState } from "./fake-link.ts";
import { answerAll, code, open } from "./opened-store.ts";

test("bookmarks get free names, and one of the same name is replaced", () => {
  const { store } = open();
  const keep = (x: number, name?: string) => {
    store.setZ(code(x, 0));
    store.addBookmark(name);
  };
  keep(1);
  keep(2);
  keep(3, "ears");
  store.removeBookmark("bookmark 1");
  keep(4);
  keep(5, "ears");
  const names = store.bookmarks.map((bookmark) => bookmark.name);
  assert.deepEqual(names, ["bookmark 2", "bookmark 3", "ears"]);
  assert.deepEqual(store.bookmarks.at(-1)?.z, code(5, 0));
  store.dispose();
});

test("a code bookmarked twice is told, and kept once", () => {
  const { store } = open();
  store.addBookmark("ears");
  store.addBookmark();
  assert.equal(store.bookmarks.length, 1);
  assert.match(store.status.notice ?? "", /bookmarked already, as ears/);
  store.dispose();
});

test("a bookmark is renamed in its place; a name that cannot be is said", () => {
  const { state, store } = open();
  store.addBookmark("one");
  store.setZ(code(2, 0));
  store.addBookmark("two");
  assert.equal(store.renameBookmark("one", "smile"), null);
  assert.match(store.renameBookmark("two", "smile") ?? "", /already/);
  assert.match(store.renameBookmark("two", "") ?? "", /needs a name/);
  assert.match(store.renameBookmark("two", "x".repeat(101)) ?? "", /100/);
  assert.equal(store.renameBookmark("two", "two"), null);
  assert.deepEqual(
    store.bookmarks.map(({ name }) => name),
    ["smile", "two"],
  );
  assert.equal((state.trait("bookmarks") as unknown as { name: string }[])[0]?.name, "smile");
  assert.equal(store.undoing, "renamed one to smile");
  store.undo();
  assert.equal(store.bookmarks[0]?.name, "one");
  store.dispose();
});

test("selection, sample, colour and map are undone and done again, in words", async () => {
  const opened = open();
  const { state, store } = opened;
  store.setSelection(Uint32Array.of(0, 2));
  store.chooseSample(1);
  await state.reply(state.last("sample"), { index: 1, z: code(1, 1) });
  const colouring = store.setColour("digit");
  await state.reply(state.last("colour"), { name: "digit", kind: "categorical" });
  await colouring;
  const mapping = store.setProjection("tsne", 2, { perplexity: 50 });
  await state.reply(state.last("project"), { key: "tsne-2-perplexity=50.0", method: "tsne" });
  await mapping;
  store.addBookmark("smile");
  assert.deepEqual(
    store.journal.map(({ label }) => label),
    [
      "selected 2 samples",
      "chose sample 1",
      "colour: digit",
      "map: t-SNE, perplexity 50",
      "bookmarked smile",
    ],
  );
  const names = () => store.bookmarks.map(({ name }) => name);
  store.undo();
  assert.deepEqual(names(), []);
  assert.equal(store.undoing, "map: t-SNE, perplexity 50");
  store.undo();
  assert.equal(store.projection.key, "pca-2", "at once");
  assert.equal((state.last("project") as { known?: string }).known, "pca-2");
  store.undo();
  assert.deepEqual([store.colour], [null]);
  store.undo();
  assert.deepEqual([store.z, store.chosen], [code(0, 0), null]);
  store.undo();
  assert.equal(store.selection.length, 0);
  assert.equal(state.trait("selection").length, 0);
  assert.ok(!store.canUndo);
  for (let i = 0; i < 5; i++) store.redo();
  await answerAll(opened);
  assert.equal(store.projection.key, "tsne-2-perplexity=50.0");
  assert.equal(store.colour?.name, "digit");
  assert.equal(store.chosen?.index, 1);
  assert.deepEqual([...store.selection], [0, 2]);
  assert.deepEqual(names(), ["smile"]);
  store.dispose();
});

test("what a tool is set to and the move that came of it are one act; opening it is none", () => {
  const { store } = open();
  let told = 0;
  store.on("tools", () => {
    told += 1;
  });
  const labels = () => store.journal.map(({ label }) => label);
  const shown = () => [store.toolState("sum"), store.toolState("mix"), [...store.z]];
  store.setZ(code(0, 1));
  store.openTool("sum", "empty");
  store.settle("moved");
  assert.deepEqual(labels(), ["moved"]);
  store.setZ(code(1, 0));
  store.setZ(code(2, 0), "arithmetic");
  store.setTool("sum", "a", "computed a", true);
  store.openTool("mix", "half");
  store.setTool("sum", "a, and a slot", "added a term", false);
  store.setZ(code(3, 0));
  store.settle("moved on");
  store.setTool("mix", "all", "mixed", true);
  assert.deepEqual(labels(), ["moved", "computed a", "added a term", "moved on", "mixed"]);
  assert.deepEqual(shown(), ["a, and a slot", "all", [3, 0]]);
  store.undo();
  assert.deepEqual(shown(), ["a, and a slot", "half", [3, 0]]);
  store.undo();
  assert.deepEqual(shown(), ["a, and a slot", "half", [2, 0]]);
  store.undo();
  assert.deepEqual(shown(), ["a", "half", [2, 0]]);
  store.undo();
  assert.deepEqual(shown(), ["empty", "half", [0, 1]]);
  const before = told;
  store.undo();
  assert.equal(told, before, "a move alone leaves the tools alone");
  assert.deepEqual(shown(), ["empty", "half", [0, 0]], "and a tool that was opened since");
  for (let i = 0; i < 5; i++) store.redo();
  assert.deepEqual(shown(), ["a, and a slot", "all", [3, 0]]);
  store.dispose();
});

test("what is not finished becomes an act before an undo takes it back", () => {
  const { store } = open();
  store.openTool("sum", "empty");
  store.setZ(code(1, 0));
  store.settle("moved");
  store.setZ(code(2, 0), "arithmetic");
  const off = store.on("finish", () => {
    off();
    store.setTool("sum", "a", "computed a", true);
  });
  store.undo();
  assert.deepEqual([store.toolState("sum"), [...store.z]], ["empty", [1, 0]]);
  assert.equal(store.redoing, "computed a");
  store.redo();
  assert.deepEqual([store.toolState("sum"), [...store.z]], ["a", [2, 0]]);
  store.dispose();
});

test("what the kernel sets in one go is one act", async () => {
  const { state, store } = open();
  state.setTrait("selection", toTrait(Uint32Array.of(1)));
  state.setTrait("z", toTrait(code(3, 3)));
  await Promise.resolve();
  assert.equal(store.undoing, "set from Python");
  store.undo();
  assert.deepEqual([store.z, store.selection.length], [code(0, 0), 0]);
  assert.ok(!store.canUndo);
  store.dispose();
});

test("the kernel is told the journal and what is shown, and a later page takes both up", async () => {
  const opened = open();
  const { state, store } = opened;
  store.setSelection(Uint32Array.of(2));
  store.setZ(code(1, 0));
  store.settle();
  store.setZ(code(9, 9));
  store.settle();
  store.undo();
  const colouring = store.setColour("digit");
  await state.reply(state.last("colour"), { name: "digit", kind: "categorical" });
  await colouring;
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(state.trait("shown"), { map: "pca-2", colour: "digit" });
  const told = store.journal;
  assert.deepEqual(
    told.map(({ undone }) => undone),
    [false, false, true, false],
  );
  store.dispose();
  const later = new SpaceStore(state.link());
  assert.deepEqual(
    later.journal.map(({ id: _, ...entry }) => entry),
    told.map(({ id: _, ...entry }) => entry),
  );
  assert.ok(!later.canUndo, "what can be undone is this page's alone");
  const [first] = later.journal;
  assert.ok(first);
  later.goTo(first);
  assert.deepEqual([later.z, [...later.selection]], [code(0, 0), [2]]);
  later.dispose();
});

test("a journal too large for its trait loses its oldest codes and selections there", () => {
  const state = new FakeState();
  const entries = Array.from({ length: 20 }, (_, i) => ({
    label: `act ${i}`,
    time: i,
    undone: false,
    place: {
      z: new Float32Array(2 ** 18),
      selection: new Uint32Array(2 ** 18).fill(i),
      map: "pca-2",
      colour: null,
    },
  }));
  const world = { moment: null as never, restore() {}, onChange() {} };
  const journal = new Journal(world);
  const model = new StateModel(state.link(), [], { onMessage() {}, onChange() {}, onLife() {} });
  const trait = new JournalTrait(model, journal, 2 ** 18);
  journal.replace(entries);
  mock.timers.enable({ apis: ["setTimeout"] });
  trait.write();
  mock.timers.tick(1000);
  assert.equal(state.saves, 0, "large: told when the hand rests");
  mock.timers.tick(1500);
  mock.timers.reset();
  const wire = revive<{ entries: { label: string; selection: number | null }[] }>(
    state.traitValue("journal"),
  );
  assert.equal(wire.entries.length, 8);
  assert.equal(wire.entries.at(-1)?.label, "act 19");
  assert.equal(wire.entries.filter(({ selection }) => selection !== null).length, 4);
  assert.ok(trait.isKnown);
});

test("moves are told in words", async () => {
  const opened = open();
  const { store } = opened;
  const move = (z: Float32Array, origin: Parameters<typeof store.setZ>[1], label?: string) => {
    store.setZ(z, origin);
    store.settle(label);
    return store.undoing;
  };
  assert.equal(move(code(0, -1.2345), "slider"), "moved z₁ to −1.23");
  assert.equal(move(code(4, 5), "slider"), "moved 2 dimensions");
  store.addBookmark("smile");
  assert.equal(move(code(0, 0), "random"), "drew a random code");
  assert.equal(move(code(4, 5), "bookmark"), "went to smile");
  assert.equal(move(code(1, 1), "reset"), "reset to the mean");
  assert.equal(move(code(1, 2), "slider", "morphed to 40 %"), "morphed to 40 %");
  store.moveTo([7, 7]);
  store.settle();
  await answerAll(opened);
  assert.equal(store.undoing, "moved on the map");
  store.dispose();
});

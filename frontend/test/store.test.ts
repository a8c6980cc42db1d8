import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { revive, toTrait } from "../src/arrays.ts";
import { Journal } from "../src/journal.ts";
import { JournalTrait } from "../src/journal-trait.ts";
import { acquireStore } from "../src/registry.ts";
import { StateModel } from "../src/state-model.ts";
import { SpaceStore } from "../src/store.ts";
import { stoppedWords } from "../src/words.ts";
import { FakeState, frameResult } from "./fake-link.ts";

function open(frame?: Record<string, unknown> | null) {
  const state = new FakeState(frame);
  const store = new SpaceStore(state.link());
  return { state, store };
}

const code = (...values: number[]) => Float32Array.from(values);
type Opened = ReturnType<typeof open>;

async function answerAll({ state }: Opened, change = {}): Promise<void> {
  let answered = -1;
  while (answered !== state.messages("decode").length) {
    answered = state.messages("decode").length;
    const message = state.last("decode");
    const z = message.z ?? code(...(message.point ?? []));
    await state.reply(message, frameResult({ z, ...change }));
  }
}

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

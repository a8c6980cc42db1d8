import assert from "node:assert/strict";
import { test } from "node:test";
import type { Identity } from "../src/protocol.ts";
import { isDataOf, modelFault, readSession, type State, writeSession } from "../src/session.ts";
import { fittedSession, sessionText } from "../src/sessions.ts";
import { SpaceStore } from "../src/store.ts";
import { FakeState } from "./fake-link.ts";

const z = (...values: number[]) => Float32Array.from(values);

const IDENTITY: Identity = {
  space: {
    name: "fake",
    fingerprint: "ab12",
    latent_shape: [2],
    n_samples: 3,
    seed: 0,
    trace: [0.1, 0.2],
    spread: [1, 1],
  },
  package: "1.2.3",
  source: null,
};
const CHOSEN = Uint32Array.of(2, 0);
const STATE: State = {
  z: z(0.1, -1e-30),
  selection: CHOSEN,
  bookmarks: [{ name: "<b>smile</b>", z: z(1, 2) }],
  map: "pca-2",
  colour: null,
  journal: [
    {
      label: "moved z₀ to 1",
      time: 1.7e12,
      undone: true,
      place: { z: z(1, 0), selection: null, map: "tsne-2-perplexity=5.0", colour: "digit" },
    },
    {
      label: "selected 2 samples",
      time: 1.7e12 + 1,
      undone: false,
      place: { z: z(1, 0), selection: CHOSEN, map: "pca-2", colour: null },
    },
  ],
};

test("a session comes back as it was, to the bit", () => {
  const { space, ...state } = readSession(writeSession(STATE, IDENTITY));
  assert.deepEqual(state, STATE);
  assert.deepEqual(space, IDENTITY.space);
});

const content = () => JSON.parse(writeSession(STATE, IDENTITY)) as Record<string, unknown>;

const BROKEN: Record<string, [string, unknown][]> = {
  format: [["another format", "notebook"]],
  version: [
    ["later", 2],
    ["earlier", 0],
    ["text", "1"],
  ],
  z: [
    ["short", [1]],
    ["text", "12"],
    ["large", [1e39, 0]],
    ["null", [null, 0]],
  ],
  selection: [
    ["outside", [3]],
    ["twice", [1, 1]],
    ["broken", [0.5]],
    ["negative", [-1]],
  ],
  bookmarks: [
    ["none", 3],
    ["no name", [{ name: "", z: [1, 2] }]],
    ["long name", [{ name: "x".repeat(101), z: [1, 2] }]],
    ["two of a name", Array(2).fill({ name: "a", z: [1, 2] })],
    ["many", Array(501).fill({ name: "a", z: [1, 2] })],
  ],
  map: [
    ["a path", "../x"],
    ["number", 3],
    ["long", `pca-2${"-a=1".repeat(60)}`],
  ],
  colour: [["number", 3]],
  journal: [
    ["many", Array(201).fill({})],
    ["nothing", [null]],
    ["no label", [{ time: 1, undone: false, z: [1, 2], selection: null, map: "pca-2" }]],
  ],
  selections: [
    ["none left", []],
    ["no list", {}],
  ],
  space: [
    ["null", null],
    ["another shape", { ...IDENTITY.space, latent_shape: [3] }],
    ["no shape", { ...IDENTITY.space, latent_shape: [] }],
    ["huge shape", { ...IDENTITY.space, latent_shape: [2 ** 30] }],
    ["trace", { ...IDENTITY.space, trace: [1] }],
  ],
};

test("what is no session is refused in words", () => {
  for (const text of ["", "{", "[]", "null", "3"]) {
    assert.throws(() => readSession(text), /^Error: it is/);
  }
  for (const [key, values] of Object.entries(BROKEN)) {
    for (const [name, value] of values) {
      const text = JSON.stringify({ ...content(), [key]: value });
      assert.throws(() => readSession(text), Error, `${key}: ${name}`);
    }
  }
});

test("another model's session is refused, and other data are told", () => {
  const here = IDENTITY.space;
  assert.equal(modelFault(here, here), null);
  assert.match(modelFault({ ...here, fingerprint: "cd" }, here) ?? "", /with other weights/);
  const other = { ...here, name: "faces", latent_shape: [5], fingerprint: "cd" };
  assert.match(modelFault(other, here) ?? "", /another model, faces/);
  assert.ok(isDataOf({ ...here, trace: [0.1005, 0.2] }, here), "encoded on another device");
  assert.ok(!isDataOf({ ...here, trace: [0.11, 0.2] }, here));
  assert.ok(!isDataOf({ ...here, n_samples: 4 }, here));
  const unread = { ...here, fingerprint: "" };
  assert.equal(modelFault(unread, unread), null);
  assert.notEqual(modelFault({ ...unread, trace: [9, 9] }, unread), null);
});

async function openStore() {
  const state = new FakeState();
  const store = new SpaceStore(state.link());
  const identity = store.identity();
  await state.reply(state.last("identity"), IDENTITY as unknown as Record<string, unknown>);
  await identity;
  return { state, store };
}

test("a store is saved and another takes it up, as one act", async () => {
  const one = await openStore();
  one.store.setZ(z(3, 4));
  one.store.settle();
  one.store.setSelection(Uint32Array.of(1));
  one.store.addBookmark("smile");
  const text = await sessionText(one.store);
  one.store.dispose();
  const { state, store } = await openStore();
  store.addBookmark("own");
  const { session, leftOut } = await fittedSession(store, text);
  assert.deepEqual(leftOut, []);
  store.takeUp(session);
  assert.deepEqual([store.z, [...store.selection]], [z(3, 4), [1]]);
  assert.deepEqual(state.trait("z"), z(3, 4));
  assert.deepEqual(
    store.journal.map(({ label }) => label),
    ["moved 2 dimensions", "selected 1 sample", "bookmarked smile", "loaded a session"],
  );
  const names = () => store.bookmarks.map(({ name }) => name);
  assert.deepEqual(names(), ["smile"]);
  store.undo();
  assert.deepEqual([store.z, names()], [z(0, 0), ["own"]]);
  store.dispose();
});

test("what this space does not have is left out and said", async () => {
  const { store } = await openStore();
  const other = { ...IDENTITY.space, n_samples: 30 };
  const state = { ...STATE, map: "umap-2", colour: "shade" };
  const text = writeSession(state, { ...IDENTITY, space: other });
  const { session, leftOut } = await fittedSession(store, text);
  assert.equal(leftOut.length, 3);
  assert.equal(session.selection.length, 0);
  assert.deepEqual([session.map, session.colour], ["pca-2", null]);
  store.dispose();
});

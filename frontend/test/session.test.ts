import assert from "node:assert/strict";
import { test } from "node:test";
import { revive } from "../src/arrays.ts";
import type { Identity } from "../src/protocol.ts";
import { acquireStore } from "../src/registry.ts";
import { isDataOf, modelFault, readSession, type State, writeSession } from "../src/session.ts";
import { fittedSession, sessionText, takeUp } from "../src/sessions.ts";
import { SpaceStore } from "../src/store.ts";
import { readTools, sameState, toWire } from "../src/tool-states.ts";
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
  tools: {
    arithmetic: {
      terms: [
        { operand: { name: "sample_2", kind: "sample", z: z(0.1, 3) }, weight: -0.5 },
        { operand: null, weight: 1 },
      ],
      text: "-0.5 * sample_2",
    },
    directions: {
      from: z(1, 2),
      amounts: [{ name: "smile", amount: 1.5 }],
      ticked: ["smile"],
      a: Uint32Array.of(2, 0),
      b: new Uint32Array(0),
      pairs: [
        { name: "sample_2", kind: "sample", z: z(0.1, 3) },
        { name: "smile", kind: "bookmark", z: z(1, 2) },
      ],
    },
    editor: { wipe: 0.25 },
    interpolation: {
      anchors: [{ name: "a", kind: "bookmark", z: z(1, 2) }, null],
      path: "geodesic",
      pace: 2,
      ping_pong: false,
      constant_speed: true,
      position: 0.5,
      share: 0.4,
      z: z(0, 0.5),
    },
    styles: {
      ...{ content: null, style: null, groups: ["rest", "ears"], strength: 0.5 },
      own: [{ name: "ears", dims: Uint32Array.of(3, 7) }],
    },
  },
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

const KEPT = { directions: [], edit: { keep_lost: true, own: null } };

test("a session comes back as it was, to the bit", () => {
  const { space, kept, ...state } = readSession(writeSession(STATE, IDENTITY, KEPT));
  assert.deepEqual(kept, KEPT);
  assert.deepEqual(state, STATE);
  assert.deepEqual(space, IDENTITY.space);
});

const content = () => JSON.parse(writeSession(STATE, IDENTITY, KEPT)) as Record<string, unknown>;

const styles = STATE.tools.styles as object;

const BROKEN: Record<string, [string, unknown][]> = {
  format: [["another format", "notebook"]],
  version: [
    ["later", 3],
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
  tools: [
    ["none", null],
    ["a list", []],
    ["of a tool that is not known", { magic: {} }],
    ["of every object", { constructor: {} }],
    ["without its fields", { editor: {} }],
    ["of more fields", { editor: { wipe: 0, more: 1 } }],
    ["out of range", { editor: { wipe: 2 } }],
    ["of other codes", { styles: { ...styles, content: { name: "x", kind: "code", z: [1] } } }],
    ["of no dimensions", { styles: { ...styles, own: [{ name: "ears", dims: [] }] } }],
    ["of no dimensions", { styles: { ...styles, own: [{ name: "ears", dims: [1.5] }] } }],
    ["of no dimensions", { styles: { ...styles, own: [{ name: "ears", dims: [1, 1] }] } }],
    ["of no kind", { styles: { ...styles, content: { name: "x", kind: "y", z: [1, 2] } } }],
    [
      "of large numbers",
      { styles: { ...styles, style: { name: "x", kind: "code", z: [1e39, 0] } } },
    ],
    ["of no samples", { directions: { ...(STATE.tools.directions as object), a: [3] } }],
    ["of no path", { interpolation: { ...(STATE.tools.interpolation as object), path: "x" } }],
  ],
  directions: [["none", null]],
  edit: [["none", null]],
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
  const saving = sessionText(one.store);
  await one.state.reply(one.state.last("kept"), {
    file: new TextEncoder().encode(JSON.stringify(KEPT)),
  });
  const text = await saving;
  one.store.dispose();
  const { state, store } = await openStore();
  store.addBookmark("own");
  const { session, leftOut } = await fittedSession(store, text);
  assert.deepEqual(leftOut, []);
  const taking = takeUp(store, session);
  const versions = (at: number) => ({ directions: at, edit: at, keep_lost: false });
  await state.reply(state.last("take_kept"), { before: versions(1), after: versions(2) });
  await taking;
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
  assert.match(JSON.stringify(state.last("restore_directions")), /"version":1/);
  assert.match(JSON.stringify(state.last("restore_edit")), /"version":1/);
  store.dispose();
});

test("what this space does not have is left out and said", async () => {
  const { store } = await openStore();
  const other = { ...IDENTITY.space, n_samples: 30 };
  const state = { ...STATE, map: "umap-2", colour: "shade" };
  const text = writeSession(state, { ...IDENTITY, space: other }, KEPT);
  const { session, leftOut } = await fittedSession(store, text);
  assert.equal(leftOut.length, 3);
  assert.equal(session.selection.length, 0);
  assert.equal((session.tools.directions as { a: Uint32Array }).a.length, 0);
  assert.deepEqual([session.map, session.colour], ["pca-2", null]);
  store.dispose();
});

test("a session of the first version is read and leaves the tools as they are", async () => {
  const { tools: _, directions: __, edit: ___, ...older } = content();
  const session = readSession(JSON.stringify({ ...older, version: 1 }));
  assert.deepEqual([session.tools, session.kept], [{}, null]);
  const { store } = await openStore();
  store.openTool("editor", { wipe: 0.9 });
  await takeUp(store, session);
  assert.deepEqual(store.toolState("editor"), { wipe: 0.9 });
  store.dispose();
});

test("what tools are set to goes to the kernel and comes from it", async () => {
  const state = new FakeState();
  const [store, release] = acquireStore(state.link());
  store.openTool("editor", { wipe: 0.5 });
  store.setTool("styles", STATE.tools.styles, "took rest", false);
  store.openTool("magic", { never: "kept" });
  release();
  const told = revive(state.traitValue("tools"));
  assert.deepEqual(told, { editor: { wipe: 0.5 }, styles: STATE.tools.styles });
  const { state: other, store: next } = await openStore();
  next.openTool("editor", { wipe: 0.5 });
  const before = next.toolState("editor");
  other.setTrait("tools", toWire({ ...STATE.tools, editor: { wipe: 0.5 } }));
  assert.equal(next.toolState("editor"), before, "the same stays the same object");
  assert.ok(sameState(next.toolState("arithmetic"), STATE.tools.arithmetic));
  assert.ok(!sameState(STATE.tools.arithmetic, STATE.tools.styles));
  assert.deepEqual(readTools(revive(toWire(STATE.tools)), { size: 2, nSamples: 3 }), STATE.tools);
  next.dispose();
});

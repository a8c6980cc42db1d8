import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { toMessage } from "../src/arrays.ts";
import { Channel } from "../src/channel.ts";
import type { MapProjection } from "../src/protocol.ts";
import { DataCodes } from "../src/runtimes/codes.ts";
import { PageRuntime, type RuntimeChoice } from "../src/runtimes/page/index.ts";
import type { PageStatus } from "../src/status.ts";
import { workers } from "./fake-worker.ts";

(globalThis as { document?: unknown }).document = { getElementById: () => null };
beforeEach(() => workers.reset());

const map = (key: string, plane: MapProjection["plane"] = null) =>
  ({ key, method: key, dims: 2, plane, coordinates: new Float32Array(6) }) as MapProjection;
const PLANE = map("pca-2", { center: new Float32Array(2), components: new Float32Array(4) });
const bytesOf = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);

/** Codes, one after the other, then what the model gives for them: twice the codes. */
const CODES = [1, -2, 3, 4, -5, 6];
const FILES: Record<string, Uint8Array> = {
  "worker.js": Uint8Array.of(1),
  "ort.wasm.gz": new Uint8Array(gzipSync("wasm")),
  "decoder.onnx": Uint8Array.of(2),
  "probe.f32": bytesOf(...CODES, ...CODES.map((value) => 2 * value)),
  "codes.f32": bytesOf(...CODES),
};
const asset = (name: string) => ({ name, key: name, size: FILES[name]?.length ?? 0 });
const MODEL = {
  worker: asset("worker.js"),
  wasm: asset("ort.wasm.gz"),
  decoder: asset("decoder.onnx"),
  probe: asset("probe.f32"),
  probe_every: 1,
  codes: asset("codes.f32") as ReturnType<typeof asset> | null,
  modality: { kind: "image", height: 1, width: 1, channels: 1, layout: "HW", value_range: [0, 1] },
  latent_shape: [2],
  batched: true,
  precision: "float32",
  parity: { error: 0, tolerance: 1e-4, batches: [1, 2], n_codes: 3 },
};

interface Options {
  choice?: RuntimeChoice;
  projection?: MapProjection;
  model?: Partial<typeof MODEL>;
  kernelMs?: number | null;
}

function open({ choice = "auto", projection = PLANE, model = {}, kernelMs = null }: Options = {}) {
  const asked: string[] = [];
  const refuses = new Map<string, string>();
  const hooks = { onAsked: (_: string): unknown => undefined };
  const channel: Channel = new Channel((content) => {
    const { id, kind, name } = content as { id: string; kind: string; name?: string };
    asked.push(name ?? kind);
    hooks.onAsked(name ?? kind);
    const error = refuses.get(name ?? kind);
    const [result, buffers] = toMessage(
      kind === "asset" ? { data: FILES[name ?? ""] } : { ...MODEL, ...model },
    );
    const answer = error ? { ok: false, error } : { ok: true, result };
    setTimeout(() => channel.receive({ kind: "reply", id, ...answer } as never, buffers));
  });
  const said: PageStatus[] = [];
  const data = new DataCodes(channel);
  const page = new PageRuntime(channel, data, choice, projection, (status) => said.push(status));
  return { page, hooks, asked, refuses, said, start: () => page.start(() => kernelMs) };
}

const z = (key = "pca-2") => ({ z: Float32Array.of(1, 1), projection: key });
const reasonOf = (said: PageStatus[]) => {
  const last = said.at(-1);
  return last?.state === "refused" ? last.reason : last?.state;
};

test("it prepares, compares, and serves the map shown", async () => {
  const { page, said, start } = open();
  assert.ok(!page.serves(z()));
  await start();
  assert.deepEqual(said, [{ state: "preparing" }, { state: "ready", parity: 0, tolerance: 1e-4 }]);
  assert.ok(page.serves(z()));
  assert.ok(!page.serves(z("tsne-2")));
  const frame = await page.decode(z(), new AbortController().signal);
  assert.deepEqual(frame.z, Float32Array.of(1, 1));
  page.dispose();
  assert.ok(!page.serves(z()));
  assert.equal(workers.live.size, 0);
});

test("runtime='kernel' asks for nothing", async () => {
  const { asked, said, start } = open({ choice: "kernel" });
  await start();
  assert.deepEqual([asked, said, workers.live.size], [[], [], 0]);
});

test("the kernel's reason is passed on as it is", async () => {
  const { page, refuses, said, start } = open();
  refuses.set("page_model", "The decoder calls a function of its own.");
  await start();
  assert.equal(reasonOf(said), "The decoder calls a function of its own.");
  assert.equal(workers.live.size, 0);
  page.dispose();
});

test("outputs that differ keep the kernel, and both numbers are said", async () => {
  const { page, said, start } = open();
  workers.skew = 0.12;
  await start();
  assert.match(reasonOf(said) ?? "", /outputs differ by 3\.0e-2, and 1e-4 is allowed/);
  assert.equal(workers.live.size, 0);
  assert.ok(!page.serves(z()));
});

test("a difference in the last batch alone is found", async () => {
  const { said, start } = open();
  workers.onAsked = () => {
    workers.skew = workers.asked.filter((kind) => kind === "outputs").length > 1 ? 1 : 0;
  };
  await start();
  assert.match(reasonOf(said) ?? "", /outputs differ/);
});

test("a worker that cannot start, or a model that cannot be read, is said", async () => {
  const crashing = open();
  workers.onAsked = () => {
    for (const worker of workers.live) worker.crash("");
  };
  await crashing.start();
  assert.equal(reasonOf(crashing.said), "the page's worker failed: it could not start");
  workers.reset();
  const unreadable = open();
  workers.errors.set("start", "no such operator: Foo");
  await unreadable.start();
  assert.equal(reasonOf(unreadable.said), "no such operator: Foo");
  assert.equal(workers.live.size, 0);
});

test("a page that may have no workers keeps the kernel", async () => {
  const { said, start } = open();
  Reflect.deleteProperty(globalThis, "Worker");
  await start();
  assert.equal(reasonOf(said), "this page may have no workers");
});

test("of a slow model the faster decoder is taken, unless the user has said which", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const slowly = (kind: string) => {
    now += kind === "outputs" ? 30 : 0;
  };
  const outcome = async (options: Options) => {
    const { page, said, start } = open(options);
    workers.reset();
    workers.onAsked = slowly;
    await start();
    assert.equal(workers.live.size, reasonOf(said) === "ready" ? 1 : 0);
    page.dispose();
    return reasonOf(said);
  };
  const reason = "the kernel is faster: 12 ms a picture against 30 ms in the page";
  assert.equal(await outcome({ kernelMs: 12 }), reason);
  assert.equal(await outcome({ kernelMs: 12, choice: "page" }), "ready");
  assert.equal(await outcome({ kernelMs: 40 }), "ready");
  assert.equal(await outcome({ kernelMs: null }), "ready");
});

test("a model is timed at its best, since a page that starts is busy with more than it", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const { said, start } = open({ kernelMs: 12 });
  let asked = 0;
  workers.onAsked = (kind) => {
    if (kind !== "outputs") return;
    asked += 1;
    now += asked % 4 === 0 ? 2 : 80; // one of any five consecutive tries at least is not held up
  };
  await start();
  assert.equal(reasonOf(said), "ready");
});

for (const [when, kind] of [
  ["starts", "start"],
  ["compares", "outputs"],
  ["takes its map", "map"],
] as const) {
  test(`closed while the worker ${when}, nothing is left and nothing said`, async () => {
    const { page, said, start } = open();
    workers.onAsked = (asked) => asked === kind && page.dispose();
    await start();
    assert.equal(workers.live.size, 0);
    assert.equal(workers.asked.at(-1), kind);
    assert.deepEqual(said, [{ state: "preparing" }]);
  });
}

for (const when of ["page_model", "decoder.onnx", "probe.f32"]) {
  test(`closed while ${when} comes, no worker is made`, async () => {
    const { page, hooks, said, start } = open();
    hooks.onAsked = (asked) => asked === when && page.dispose();
    await start();
    assert.deepEqual([workers.asked, said], [[], [{ state: "preparing" }]]);
  });
}

test("the codes are brought once, for readings and for t-SNE maps", async () => {
  const { page, asked, start } = open();
  await start();
  assert.equal(workers.asked.at(-1), "support");
  for (const key of ["tsne-2", "tsne-3", "tsne-2"]) await page.setProjection(map(key));
  assert.deepEqual(
    workers.asked.filter((kind) => kind === "codes" || kind === "map"),
    ["map", "codes", "map", "map"],
  );
  assert.equal(asked.filter((name) => name === "codes.f32").length, 1);
  assert.ok(page.serves(z("tsne-2")) && page.serves(z("tsne-3")));
  page.dispose();
});

test("where the codes are too many, the kernel serves that map and the page the others", async () => {
  const { page, said, start } = open({ projection: map("tsne-2"), model: { codes: null } });
  await start();
  assert.match(reasonOf(said) ?? "", /codes of the data, which are too many/);
  assert.ok(!page.serves(z("tsne-2")));
  await page.setProjection(PLANE);
  assert.equal(said.at(-1)?.state, "ready");
  assert.ok(page.serves(z()));
  page.dispose();
});

test("codes that did not come are asked for again with the next map", async () => {
  const { page, refuses, said, start } = open();
  refuses.set("codes.f32", "busy");
  await start();
  assert.ok(page.serves(z()));
  await page.setProjection(map("tsne-2"));
  assert.equal(reasonOf(said), "busy");
  refuses.clear();
  await page.setProjection(map("tsne-3"));
  assert.equal(said.at(-1)?.state, "ready");
  assert.ok(page.serves(z("tsne-3")));
  page.dispose();
});

test("a map chosen while the page prepares is the one it serves", async () => {
  const { page, start } = open();
  const starting = start();
  await page.setProjection(map("tsne-2"));
  await starting;
  assert.ok(page.serves(z("tsne-2")));
  page.dispose();
});

test("a decode that fails, or a worker lost at rest, gives decoding back to the kernel", async () => {
  const failing = open();
  await failing.start();
  workers.errors.set("decode", "out of memory");
  await assert.rejects(failing.page.decode(z(), new AbortController().signal), /out of memory/);
  assert.equal(reasonOf(failing.said), "out of memory");
  assert.ok(!failing.page.serves(z()));
  assert.equal(workers.live.size, 0);
  workers.reset();
  const lost = open();
  await lost.start();
  for (const worker of workers.live) worker.crash("killed");
  assert.equal(reasonOf(lost.said), "the page's worker failed: killed");
  assert.ok(!lost.page.serves(z()));
  assert.equal(workers.live.size, 0);
});

test("a decode given up by the user costs the page nothing", async () => {
  const { page, said, start } = open();
  await start();
  workers.silent.add("decode");
  const abort = new AbortController();
  const late = page.decode(z(), abort.signal);
  abort.abort();
  await assert.rejects(late, { cancelled: true });
  workers.silent.clear();
  assert.equal(said.at(-1)?.state, "ready");
  await page.decode(z(), new AbortController().signal);
  page.dispose();
});

test("tiles given up are given up in the worker, once; what was answered is not", async () => {
  const { page, start } = open();
  await start();
  const size = { columns: 2, size: 8, square: true };
  const abort = new AbortController();
  await page.tiles(new Float32Array(4), size, abort.signal);
  assert.equal(
    getEventListeners(abort.signal, "abort").length,
    0,
    "a signal that lives on keeps it",
  );
  workers.silent.add("tiles");
  const late = page.tiles(new Float32Array(4), size, abort.signal);
  abort.abort();
  await assert.rejects(late ?? Promise.resolve(), { cancelled: true });
  await assert.rejects(page.tiles(new Float32Array(4), size, abort.signal) ?? Promise.resolve(), {
    cancelled: true,
  });
  const asked = workers.asked.slice(-3);
  assert.deepEqual(asked, ["tiles", "tiles", "cancel"]);
  page.dispose();
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { toMessage } from "../src/arrays.ts";
import { Channel } from "../src/channel.ts";
import { gunzip, loadOwn, loadShared } from "../src/runtimes/page/assets.ts";

interface Asked {
  id: string;
  name: string;
  start: number;
}

const FILE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
const asset = (key = "digest") => ({ name: "file.bin", key, size: FILE.length });
// Node has neither a store nor a notebook's server: as a private window on a plain page.
const page = globalThis as { document?: unknown; fetch: unknown };
page.document = { getElementById: () => null };
const realFetch = page.fetch;

beforeEach(() => {
  page.document = { getElementById: () => null };
  page.fetch = realFetch;
});

/** A kernel that gives `file` in parts; `refuses` makes it fail. */
function kernel(file: Uint8Array, part = 3) {
  const asked: Asked[] = [];
  const state = { refuses: "", silent: false };
  const channel: Channel = new Channel((content) => {
    const message = content as Asked;
    asked.push(message);
    if (state.silent) return;
    const data = file.slice(message.start, message.start + part);
    const [result, buffers] = toMessage({ data });
    const answer = state.refuses ? { ok: false, error: state.refuses } : { ok: true, result };
    queueMicrotask(() =>
      channel.receive({ kind: "reply", id: message.id, ...answer } as never, buffers),
    );
  });
  return { channel, asked, state };
}

test("a file comes in parts, and is put together", async () => {
  const { channel, asked } = kernel(FILE);
  assert.deepEqual(await loadOwn(channel, asset()), FILE);
  assert.deepEqual(
    asked.map(({ start }) => start),
    [0, 3, 6],
  );
});

test("a file that ends too early, or is too long, fails", async () => {
  const { channel } = kernel(FILE.slice(0, 6));
  await assert.rejects(loadOwn(channel, asset()), /file.bin came without its end/);
  await assert.rejects(loadOwn(kernel(FILE, 9).channel, { ...asset(), size: 5 }));
});

test("a file of all spaces is brought once, also where the page may keep nothing", async () => {
  const { channel, asked } = kernel(FILE, 99);
  const other = kernel(FILE, 99);
  const both = [loadShared(channel, asset("once")), loadShared(other.channel, asset("once"))];
  assert.deepEqual(await Promise.all(both), [FILE, FILE]);
  assert.deepEqual(await loadShared(channel, asset("once")), FILE);
  assert.equal(asked.length, 1);
  assert.equal(other.asked.length, 0);
});

test("what failed is tried again next time", async () => {
  const { channel, state } = kernel(FILE);
  state.refuses = "the disk is full";
  await assert.rejects(loadShared(channel, asset("again")), /the disk is full/);
  state.refuses = "";
  assert.deepEqual(await loadShared(channel, asset("again")), FILE);
});

test("a space that closes in the midst of loading takes no other space with it", async () => {
  const [closing, staying] = [kernel(FILE), kernel(FILE)];
  closing.state.silent = true;
  const first = loadShared(closing.channel, asset("shared"));
  const second = loadShared(staying.channel, asset("shared"));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(closing.asked.length, 1);
  closing.channel.failAll("closed");
  await assert.rejects(first, /closed/);
  assert.deepEqual(await second, FILE);
});

test("the notebook's server is asked first, by the file's digest", async () => {
  const { channel, asked } = kernel(FILE);
  const addresses: string[] = [];
  page.document = { getElementById: () => ({ textContent: '{"baseUrl": "/user/ada/"}' }) };
  page.fetch = async (address: string) => {
    addresses.push(address);
    return new Response(FILE);
  };
  assert.deepEqual(await loadShared(channel, asset("served")), FILE);
  assert.deepEqual(addresses, ["/user/ada/latentwidgets/served/file.bin"]);
  assert.equal(asked.length, 0);
});

test("a server that has another version, another file or no answer is passed over", async () => {
  page.document = { getElementById: () => ({ textContent: "{}" }) };
  const answers = [
    () => new Response("no such file", { status: 404 }),
    () => new Response("<html>a login page</html>"),
    () => Promise.reject(new TypeError("network")),
  ];
  for (const [i, answer] of answers.entries()) {
    page.fetch = async () => answer();
    assert.deepEqual(await loadShared(kernel(FILE).channel, asset(`fallback ${i}`)), FILE);
  }
});

test("what was compressed is unpacked, and noise is an error", async () => {
  assert.deepEqual(await gunzip(gzipSync(FILE)), FILE);
  await assert.rejects(gunzip(FILE));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel, RequestError } from "../src/channel.ts";
import type { Reply } from "../src/protocol.ts";

interface Sent {
  kind: string;
  id: string;
  target?: string;
}

function open() {
  const sent: Sent[] = [];
  const channel = new Channel((content) => sent.push(content as Sent));
  const reply = (to: Sent | undefined, message: Partial<Reply>) =>
    channel.receive({ kind: "reply", id: to?.id ?? "", ...message });
  return { channel, sent, reply };
}

test("answers reach the request they belong to, in whatever order they come", async () => {
  const { channel, sent, reply } = open();
  const first = channel.request("random", {});
  const second = channel.request("colour", { name: "digit" });
  reply(sent[1], { ok: true, result: "second" });
  reply(sent[0], { ok: true, result: "first" });
  assert.deepEqual(await Promise.all([first, second]), ["first", "second"]);
});

test("two pages never use the same id", () => {
  const [a, b] = [open(), open()];
  void a.channel.request("random", {});
  void b.channel.request("random", {});
  assert.notEqual(a.sent[0]?.id, b.sent[0]?.id);
});

test("the kernel's error reaches the caller, with whether it was a cancel", async () => {
  const { channel, sent, reply } = open();
  const request = channel.request("random", {});
  reply(sent[0], { ok: false, error: "no prior", cancelled: false });
  await assert.rejects(request, new RequestError("no prior"));
});

test("progress is heard until the answer", async () => {
  const { channel, sent } = open();
  const heard: unknown[] = [];
  const request = channel.request("project", {}, { onProgress: (value) => heard.push(value) });
  const id = sent[0]?.id ?? "";
  channel.receive({ kind: "progress", id, result: 1 });
  channel.receive({ kind: "progress", id, result: 2 });
  channel.receive({ kind: "reply", id, ok: true, result: "done" });
  channel.receive({ kind: "progress", id, result: 3 });
  assert.equal(await request, "done");
  assert.deepEqual(heard, [1, 2]);
});

test("an abort tells the kernel and drops the late answer", async () => {
  const { channel, sent, reply } = open();
  const abort = new AbortController();
  const request = channel.request("about", {}, { signal: abort.signal });
  abort.abort();
  await assert.rejects(request, (error: RequestError) => error.cancelled);
  assert.equal(sent[1]?.kind, "cancel");
  assert.equal(sent[1]?.target, sent[0]?.id);
  assert.notEqual(sent[1]?.id, sent[0]?.id);
  reply(sent[0], { ok: true, result: "late" });
});

test("a request that was aborted before it began is never sent", async () => {
  const { channel, sent } = open();
  await assert.rejects(channel.request("about", {}, { signal: AbortSignal.abort() }));
  assert.equal(sent.length, 0);
});

test("a message that cannot be sent fails the request", async () => {
  const channel = new Channel(() => {
    throw new Error("comm closed");
  });
  await assert.rejects(channel.request("random", {}), /cannot be reached/);
});

test("all that waits fails when the kernel is gone", async () => {
  const { channel } = open();
  const requests = [channel.request("random", {}), channel.request("random", {})];
  channel.failAll("the kernel has stopped");
  for (const request of requests) await assert.rejects(request, /stopped/);
});

test("a malformed answer fails its request and nothing else", async () => {
  const { channel, sent, reply } = open();
  const request = channel.request("random", {});
  reply(sent[0], { ok: true, result: { z: { dtype: "float32", shape: [2], buffer: 5 } } });
  await assert.rejects(request, /without its bytes/);
  channel.receive({} as Reply);
});

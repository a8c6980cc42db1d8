import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../src/channel.ts";
import { followLine, frame, mayHaveLine, unframe } from "../src/line.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

test("a message comes back as it went, its arrays where they can be read in place", () => {
  const buffers = [Uint8Array.of(1, 2, 3), new Uint8Array(0), Float32Array.of(1.5, -2)];
  const message = frame({ kind: "decode", name: "é" }, buffers);
  const [content, parts] = unframe(message.buffer as ArrayBuffer);
  assert.deepEqual(content, { kind: "decode", name: "é" });
  assert.deepEqual(
    parts.map((part) => part.byteLength),
    [3, 0, 8],
  );
  for (const [i, part] of parts.entries()) {
    assert.equal(part.byteOffset % 8, 0);
    const buffer = buffers[i] as Uint8Array;
    assert.deepEqual(bytesOf(part), new Uint8Array(buffer.buffer, 0, buffer.byteLength));
  }
});

// The same bytes stand in tests/runtimes/test_line.py.
const FROM_KERNEL =
  "300000007b22636f6e74656e74223a207b226b696e64223a20225c7530306539227d2c202273697a6573223a" +
  "205b332c20305d7d0000000078797a0000000000";

test("what the kernel writes is read", () => {
  const message = Uint8Array.from(Buffer.from(FROM_KERNEL, "hex"));
  const [content, parts] = unframe(message.buffer);
  assert.deepEqual(content, { kind: "é" });
  assert.deepEqual(
    parts.map((part) => hex(bytesOf(part))),
    [hex(Buffer.from("xyz")), ""],
  );
});

test("only a page from this machine, in the clear, may have a line", () => {
  assert.ok(mayHaveLine({ protocol: "http:", hostname: "localhost" }));
  assert.ok(mayHaveLine({ protocol: "http:", hostname: "[::1]" }));
  assert.ok(!mayHaveLine({ protocol: "https:", hostname: "localhost" }));
  assert.ok(!mayHaveLine({ protocol: "http:", hostname: "hub.example.org" }));
  assert.ok(!mayHaveLine({ protocol: "vscode-webview:", hostname: "" }));
  assert.ok(!mayHaveLine(undefined));
});

test("requests go by the line while it is there, and are asked again when it is lost", async () => {
  const usual: { id: string }[] = [];
  const direct: { id: string }[] = [];
  const channel = new Channel((content) => usual.push(content as { id: string }));
  channel.use((content) => direct.push(content as { id: string }));
  const answered = channel.request("random", {});
  const waiting = channel.request("colour", { name: "digit" });
  assert.equal(usual.length, 0);
  channel.receive({ kind: "reply", id: direct[0]?.id ?? "", ok: true, result: "first" });
  assert.equal(await answered, "first");
  channel.use(null);
  channel.use(null);
  assert.deepEqual(usual, [direct[1]]);
  channel.receive({ kind: "reply", id: usual[0]?.id ?? "", ok: true, result: "second" });
  assert.equal(await waiting, "second");
  void channel.request("random", {}).catch(() => {});
  assert.equal(usual.length, 2);
});

/** A browser's socket, opened and closed by the test. */
class FakeSocket {
  static last: FakeSocket;
  readonly sent: unknown[] = [];
  onopen = () => {};
  onclose: (() => void) | null = () => {};
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = () => {};
  closed = false;
  readonly address: string;
  constructor(address: string) {
    this.address = address;
    FakeSocket.last = this;
  }
  send(message: Uint8Array): void {
    this.sent.push(unframe(message.buffer as ArrayBuffer)[0]);
  }
  close(): void {
    this.closed = true;
  }
}

test("a page asks for its line, speaks on it, and goes back when it is lost", async () => {
  globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;
  const usual: { id: string; kind: string }[] = [];
  const channel = new Channel((content) => usual.push(content as (typeof usual)[number]));
  const direct: boolean[] = [];
  const leave = followLine(channel, (on) => direct.push(on));
  assert.equal(usual[0]?.kind, "line");
  const address = "ws://127.0.0.1:7/secret";
  channel.receive({ kind: "reply", id: usual[0]?.id ?? "", ok: true, result: { address } });
  await new Promise((resolve) => setTimeout(resolve));
  const socket = FakeSocket.last;
  assert.equal(socket.address, address);
  void channel.request("random", {}).catch(() => {});
  assert.equal(usual.at(-1)?.kind, "random");
  socket.onopen();
  const answered = channel.request("colour", { name: "digit" });
  const { id } = socket.sent[0] as { id: string };
  const answer = frame({ kind: "reply", id, ok: true, result: "colours" }, []);
  socket.onmessage?.({ data: answer.buffer as ArrayBuffer });
  assert.equal(await answered, "colours");
  socket.onclose?.();
  assert.deepEqual(direct, [true, false]);
  void channel.request("colour", { name: "other" }).catch(() => {});
  assert.equal(usual.at(-1)?.kind, "colour");
  leave();
  assert.ok(socket.closed);
});

test("a kernel without a line, or a page that has gone, leaves all as it was", async () => {
  const usual: { id: string; kind: string }[] = [];
  const channel = new Channel((content) => usual.push(content as (typeof usual)[number]));
  const opened = FakeSocket.last;
  const direct: boolean[] = [];
  for (const address of [null, "ws://127.0.0.1:7/late"]) {
    const leave = followLine(channel, (on) => direct.push(on));
    leave();
    const id = usual.at(-1)?.id ?? "";
    channel.receive({ kind: "reply", id, ok: true, result: { address } });
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.equal(FakeSocket.last, opened);
  assert.deepEqual(direct, []);
});

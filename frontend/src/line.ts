// A websocket straight to the kernel, where the page runs on the kernel's own machine: the way by
// Jupyter's server takes most of a frame's time. One message is four bytes with the length of the JSON
// that follows, then the buffers; each part begins at a multiple of 8 bytes.

import type { Channel } from "./channel.ts";
import type { Cleanup } from "./emitter.ts";
import type { Reply } from "./protocol.ts";

const ALIGNMENT = 8;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

interface Header {
  content: unknown;
  sizes: number[];
}

const gap = (length: number) => (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;

/** Whether this page comes from a server on this machine, where the kernel's port may be too. */
export function mayHaveLine(place: { protocol: string; hostname: string } | undefined): boolean {
  return place?.protocol === "http:" && LOOPBACK.has(place.hostname);
}

export function frame(content: object, buffers: readonly ArrayBufferView[]): Uint8Array {
  const header: Header = { content, sizes: buffers.map((buffer) => buffer.byteLength) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  let size = 4 + text.length + gap(4 + text.length);
  const starts = buffers.map(({ byteLength }) => {
    const start = size;
    size += byteLength + gap(byteLength);
    return start;
  });
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  for (const [i, buffer] of buffers.entries()) {
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    message.set(bytes, starts[i]);
  }
  return message;
}

export function unframe(message: ArrayBuffer): [unknown, DataView[]] {
  const length = new DataView(message).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(message, 4, length));
  const { content, sizes } = JSON.parse(text) as Header;
  let start = 4 + length + gap(4 + length);
  const buffers = sizes.map((size) => {
    const buffer = new DataView(message, start, size);
    start += size + gap(size);
    return buffer;
  });
  return [content, buffers];
}

interface LineEvents {
  onMessage(message: Reply, buffers: readonly ArrayBufferView[]): void;
  onOpen(): void;
  /** It closed, or could not be opened. */
  onLost(): void;
}

/** Has `channel` go by a line where the kernel offers one, and back when it is lost. */
export function followLine(channel: Channel, onDirect: (direct: boolean) => void): Cleanup {
  let line: Line | null = null;
  let closed = false;
  const open = (address: string) => {
    const opened = new Line(address, {
      onMessage: (message, buffers) => channel.receive(message, buffers),
      onOpen: () => {
        channel.use((content, buffers) => opened.send(content, buffers));
        onDirect(true);
      },
      onLost: () => {
        channel.use(null);
        onDirect(false);
      },
    });
    line = opened;
  };
  channel
    .request("line", {})
    .then(({ address }) => address && !closed && open(address))
    .catch(() => {}); // without a line nothing is lost
  return () => {
    closed = true;
    line?.close();
  };
}

class Line {
  readonly #socket: WebSocket;

  constructor(address: string, events: LineEvents) {
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => events.onOpen();
    this.#socket.onclose = () => events.onLost();
    this.#socket.onmessage = ({ data }) => {
      const [content, buffers] = unframe(data as ArrayBuffer);
      events.onMessage(content as Reply, buffers);
    };
  }

  send(content: object, buffers: readonly ArrayBufferView[]): void {
    this.#socket.send(frame(content, buffers) as Uint8Array<ArrayBuffer>);
  }

  close(): void {
    this.#socket.onclose = null;
    this.#socket.onmessage = null;
    this.#socket.close();
  }
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { toMessage } from "../src/arrays.ts";
import type { AnyModel, Listener } from "../src/host.ts";
import { Film } from "../src/views/checkpoints/film.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A timeline whose kernel keeps two rounds; `fire` is its word, `asked` what it is asked for. */
function open() {
  const listeners: [string, Listener][] = [];
  const asked: { kind: string; id: string; at: number }[] = [];
  const progress = { rounds: [0, 1], taken: [] as number[], trouble: "" };
  const model = {
    get: (name: string) => (name === "progress" ? progress : null),
    set() {},
    save_changes() {},
    send: (content: (typeof asked)[number]) => asked.push(content),
    on: (event: string, listener: Listener) => listeners.push([event, listener]),
    off() {},
  } as unknown as AnyModel;
  const traits = {
    get: (name: string) => model.get(name),
    set() {},
    on: (name: string, listener: () => void) => {
      listeners.push([`change:${name}`, listener]);
      return () => {};
    },
    asPython: async () => "",
  };
  const film = new Film(model, traits);
  const fire = (event: string, ...values: unknown[]) => {
    for (const [name, listener] of listeners) {
      if (name === event) (listener as (...all: unknown[]) => void)(...values);
    }
  };
  return { film, asked, fire, progress };
}

function snapshot(at: number): [object, DataView[]] {
  const pixels = new Uint8Array(4).fill(255);
  const atlas = { pixels, encoding: "rgba8", width: 1, height: 1, not_finite: 0 };
  const sheet = { columns: 1, n: 1, size: 1, atlas };
  return toMessage({ at, lattice: sheet, fixed: sheet }) as [object, DataView[]];
}

test("a snapshot whose pictures fail is told, and asked for again", async (context) => {
  const warned = context.mock.method(console, "warn", () => {});
  let fails = true;
  let bitmaps = 0;
  const page = globalThis as Record<string, unknown>;
  page.ImageData = class {};
  page.createImageBitmap = async () => {
    if (fails) throw new Error("no memory");
    bitmaps += 1;
    return { close: () => (bitmaps -= 1) };
  };
  const { film, asked, fire, progress } = open();
  const [content, buffers] = snapshot(0);
  fire("msg:custom", { kind: "snapshot", result: content }, buffers); // pushed as it is made
  await settled();
  assert.match(String(warned.mock.calls[0]?.arguments), /no memory/);
  assert.deepEqual(film.shots, []);
  fails = false;
  progress.taken = [0];
  fire("change:progress");
  assert.deepEqual(
    asked.map(({ at }) => at),
    [0],
  );
  fire("msg:custom", { kind: "reply", id: asked[0]?.id, ok: true, result: content }, buffers);
  await settled();
  assert.deepEqual(
    film.shots.map(({ at }) => at),
    [0],
  );
  assert.equal(bitmaps, 2);
  film.dispose();
  assert.equal(bitmaps, 0);
});

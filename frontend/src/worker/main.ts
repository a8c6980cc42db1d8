// The worker of the page runtime: maps and decodes, so that the page's own thread only draws.

import { neighbourGeometry } from "../geometry/neighbours.ts";
import { inverseOff } from "../geometry/off.ts";
import { type MapGeometry, planeGeometry } from "../geometry/plane.ts";
import { Support } from "../geometry/support.ts";
import type { RawModality } from "../modalities/index.ts";
import { EncoderSession } from "./encoder.ts";
import type {
  CancelMessage,
  Decoded,
  MapMessage,
  Takes,
  WorkerAnswer,
  WorkerRequest,
} from "./messages.ts";
import { canonicalAll, pictureOf, rawTiles } from "./outputs.ts";
import { DecoderSession } from "./session.ts";
import { afterMessages, runInTurns } from "./turns.ts";

/** What waits for its turns itself, and may be given up between two. */
const OF_TURNS = new Set(["tiles", "canonical"]);
const running = new Map<number, AbortController>();

let session: DecoderSession;
let encoder: EncoderSession | null = null;
let modality: RawModality;
let latentSize = 0;
let takes: Takes = "codes";
let codes = new Float32Array(0);
let support: Support | null = null;
const maps = new Map<string, MapGeometry>();

function mapOf(key: string): MapGeometry {
  const found = maps.get(key);
  if (!found) throw new Error(`the page has no map ${key}`);
  return found;
}

function addMap(message: MapMessage): void {
  const { key, dims } = message;
  maps.set(
    key,
    "center" in message
      ? planeGeometry(message.center, message.components, dims)
      : neighbourGeometry(codes, message.coordinates, latentSize, dims),
  );
}

async function decode(z: Float32Array, point: number[]): Promise<Decoded> {
  const started = performance.now();
  const picture = pictureOf(await session.run(z, takes), modality);
  const decodeMs = performance.now() - started;
  return { ...picture, z, point, decodeMs, ...(support ? { reading: support.read(z) } : {}) };
}

async function answer(message: WorkerRequest, signal: AbortSignal): Promise<unknown> {
  switch (message.kind) {
    case "start":
      modality = message.modality;
      takes = message.takes;
      latentSize = message.latentShape.reduce((product, extent) => product * extent, 1);
      session = await DecoderSession.open(message);
      return null;
    case "codes":
      codes = message.codes as Float32Array<ArrayBuffer>;
      return null;
    case "support":
      support = new Support(codes, latentSize, message.table);
      return null;
    case "map":
      addMap(message);
      return null;
    case "decode":
      return decode(message.z, mapOf(message.map).locate(message.z));
    case "decode-point": {
      const { point, anchor, off } = message;
      return decode(inverseOff(mapOf(message.map), point, anchor, off), point);
    }
    case "encoder":
      encoder = await EncoderSession.open(message);
      return null;
    case "encode":
      if (!encoder) throw new Error("the page has no encoder");
      return encoder.run(message.sample);
    case "outputs":
      return session.run(message.codes, takes);
    case "styles":
      return session.run(message.codes, takes, "styles");
    case "canonical":
      return canonicalAll(await outputsInTurns(message.codes, takes, signal), modality);
    case "tiles":
      return rawTiles(
        await outputsInTurns(message.codes, message.layered ? "layers" : takes, signal),
        modality,
        message,
      );
  }
}

function transferables(result: unknown): ArrayBuffer[] {
  const values = result instanceof Float32Array ? [result] : Object.values(result ?? {});
  return values.filter(ArrayBuffer.isView).map((view) => view.buffer as ArrayBuffer);
}

// A session runs one batch at a time: what comes meanwhile waits its turn.
let turn: Promise<unknown> = Promise.resolve();

function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const done = turn.then(job);
  turn = done.catch(() => {});
  return done;
}

/** So that a frame for the hand comes in between. */
function outputsInTurns(
  codes: Float32Array,
  of: Takes,
  signal: AbortSignal,
): Promise<Float32Array> {
  return runInTurns(codes, session.sizeOf(of), {
    run: (some) => session.run(some, of),
    inTurn,
    pause: afterMessages,
    now: () => performance.now(),
    signal,
  });
}

interface Asked {
  id: number;
  message: WorkerRequest | CancelMessage;
}

self.onmessage = async ({ data: { id, message } }: MessageEvent<Asked>) => {
  if (message.kind === "cancel") return running.get(message.target)?.abort();
  let said: WorkerAnswer;
  const end = new AbortController();
  running.set(id, end);
  try {
    const job = () => answer(message, end.signal);
    said = { id, ok: true, result: await (OF_TURNS.has(message.kind) ? job() : inTurn(job)) };
  } catch (error) {
    said = { id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  running.delete(id);
  self.postMessage(said, { transfer: said.ok ? transferables(said.result) : [] });
};

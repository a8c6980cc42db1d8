// Many codes decoded a few at a time, so that a frame for the hand comes in between.

/** What is decoded before a frame may come in between: so many codes, in so many milliseconds. */
const CODES_A_TURN = 4;
const TURN_MS = 4;

export interface Turns {
  run(codes: Float32Array): Promise<Float32Array>;
  /** Runs a job when all that was asked before it is done. */
  inTurn<T>(job: () => Promise<T>): Promise<T>;
  /** Lets what has come meanwhile have its turn. */
  pause(): Promise<void>;
  /** In milliseconds. */
  now(): number;
  /** Gives up what is left. */
  signal: AbortSignal;
}

/** Outputs of flat `codes` of `size` numbers each, one after another. */
export async function runInTurns(
  codes: Float32Array,
  size: number,
  { run, inTurn, pause, now, signal }: Turns,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let count = 1; // of the next turn: a frame that comes in the midst of one waits for its end
  for (let start = 0; start < codes.length; ) {
    signal.throwIfAborted();
    const some = codes.slice(start, start + count * size);
    start += some.length;
    await inTurn(async () => {
      const started = now();
      parts.push(await run(some));
      count = countFor((now() - started) / count);
    });
    await pause();
  }
  return joined(parts);
}

function countFor(msEach: number): number {
  return Math.max(1, Math.min(CODES_A_TURN, Math.floor(TURN_MS / msEach)));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Resolves after the messages that are waiting; a timeout that follows others waits for 4 ms. */
export function afterMessages(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

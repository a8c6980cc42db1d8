import assert from "node:assert/strict";
import { test } from "node:test";
import { afterMessages, runInTurns } from "../src/worker/turns.ts";

/** Doubles `n` codes of two numbers, of which each takes so long; returns how many went in each turn. */
async function turnsOf(
  n: number,
  msEach: number,
  onTurn: (turn: number) => void = () => {},
  signal = new AbortController().signal,
): Promise<number[]> {
  let clock = 0;
  const sizes: number[] = [];
  let pauses = 0;
  const codes = Float32Array.from({ length: 2 * n }, (_, i) => i);
  const outputs = await runInTurns(codes, 2, {
    run: async (some) => {
      assert.equal(pauses, sizes.length, "a pause between two turns");
      sizes.push(some.length / 2);
      clock += (msEach * some.length) / 2;
      return some.map((value) => 2 * value);
    },
    inTurn: (job) => {
      clock += 100; // others were before it, which is not its own time
      return job();
    },
    pause: async () => {
      pauses += 1;
      onTurn(pauses);
    },
    now: () => clock,
    signal,
  });
  assert.deepEqual(
    outputs,
    codes.map((value) => 2 * value),
  );
  return sizes;
}

test("a slow model decodes one code a turn, so that a frame for the hand waits for one at most", async () => {
  assert.deepEqual(await turnsOf(5, 6), [1, 1, 1, 1, 1]);
});

test("a fast one decodes several", async () => {
  assert.deepEqual(await turnsOf(8, 2), [1, 2, 2, 2, 1]);
  assert.deepEqual(await turnsOf(9, 0.5), [1, 4, 4]);
  assert.deepEqual(await turnsOf(6, 0), [1, 4, 1]);
  assert.deepEqual(await turnsOf(0, 1), []);
});

test("what is given up ends before its next turn", async () => {
  const end = new AbortController();
  const turns: number[] = [];
  const given = turnsOf(
    9,
    6,
    (turn) => {
      turns.push(turn);
      if (turn === 3) end.abort();
    },
    end.signal,
  );
  await assert.rejects(given, { name: "AbortError" });
  assert.deepEqual(turns, [1, 2, 3]);
});

test("what has been posted comes before the next turn", async () => {
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    order.push("message");
    port1.close();
  };
  port2.postMessage(null);
  await afterMessages();
  order.push("turn");
  assert.deepEqual(order, ["message", "turn"]);
});

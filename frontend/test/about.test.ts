import assert from "node:assert/strict";
import { test } from "node:test";
import { AboutFollower } from "../src/about.ts";
import type { Asking } from "../src/channel.ts";
import type { Reading } from "../src/geometry/support.ts";
import type { About } from "../src/protocol.ts";

const FIGURES = { radius: 1, ratio: 0.5, density: 0, share: 1, doubt: 0 };

/** A kernel whose samples have a picture each, and a page that reads or does not. */
function open(reads: boolean) {
  const asked: number[] = [];
  const told: [sample: number, distance: number, picture: unknown][] = [];
  const request = async (_kind: string, { z }: { z: Float32Array }): Promise<About> => {
    const index = Math.round(z[0] as number);
    asked.push(index);
    const picture = { values: Float32Array.of(index), not_finite: 0 };
    return {
      ...FIGURES,
      nearest: { index, distance: Math.abs((z[0] as number) - index), picture },
    };
  };
  const reading = (z: Float32Array): Reading => {
    const index = Math.round(z[0] as number);
    return { ...FIGURES, index, distance: Math.abs((z[0] as number) - index) };
  };
  const follower = new AboutFollower({ request } as unknown as Asking, {
    reading: (z) => (reads ? reading(z) : null),
    onAbout: ({ nearest: { index, distance, picture } }) => {
      assert.ok(picture && "values" in picture);
      told.push([index, distance, picture.values[0]]);
    },
  });
  const follow = async (...values: number[]) => {
    for (const value of values) {
      follower.follow(Float32Array.of(value));
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  };
  return { follow, follower, asked, told };
}

test("where the page reads, the kernel is asked for each sample's picture once", async () => {
  const { follow, follower, asked, told } = open(true);
  await follow(1, 1.25, 2, 1.25, 2.25);
  assert.deepEqual(asked, [1, 2]);
  assert.deepEqual(told, [
    [1, 0, 1],
    [1, 0.25, 1],
    [2, 0, 2],
    [1, 0.25, 1],
    [2, 0.25, 2],
  ]);
  follower.dispose();
});

test("where it does not, each is asked", async () => {
  const { follow, follower, asked, told } = open(false);
  await follow(1, 1.25, 1);
  assert.deepEqual(asked, [1, 1, 1]);
  assert.equal(told.length, 3);
  follower.dispose();
});

test("what is forgotten before its turn is not told", async () => {
  const { follow, follower, told } = open(true);
  await follow(1, 1.25);
  follower.follow(Float32Array.of(1.5));
  follower.follow(Float32Array.of(1.4));
  follower.forget();
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(told.length, 2);
  await follow(1.25);
  assert.equal(told.length, 3);
  follower.dispose();
});

test("of many pictures those seen last are kept", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const { follower, asked, told } = open(true);
  const follow = async (value: number) => {
    now += 200;
    follower.follow(Float32Array.of(value));
    context.mock.timers.tick(1);
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  for (let sample = 0; sample < 256; sample++) await follow(sample);
  await follow(0); // seen again: the oldest is now 1
  await follow(300);
  assert.equal(asked.length, 257);
  await follow(0);
  assert.equal(asked.length, 257);
  await follow(1);
  assert.equal(asked.length, 258);
  assert.equal(told.length, 260);
  follower.dispose();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type OverlaySpec, Overlays } from "../src/overlays.ts";
import type { MapProjection, Payload } from "../src/protocol.ts";

const PLANE = {
  key: "pca-2",
  dims: 2,
  plane: { center: Float32Array.of(1, 0, 0), components: Float32Array.of(0, 1, 0, 0, 0, 1) },
} as unknown as MapProjection;
const CURVED = { key: "tsne-2", dims: 2, plane: null } as unknown as MapProjection;

function open(projection: MapProjection) {
  const heard = { asked: [] as Payload[], changes: 0, failures: [] as string[], projection };
  const answers: [(points: Float32Array) => void, (error: Error) => void][] = [];
  const overlays = new Overlays(3, {
    projection: () => heard.projection,
    request: (payload) => {
      heard.asked.push(payload);
      return new Promise((resolve, reject) => {
        answers.push([(points) => resolve({ points }), reject]);
      });
    },
    onChange: () => {
      heard.changes += 1;
    },
    onFailure: (error) => heard.failures.push(error.message),
  });
  return { overlays, heard, answers };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

const path = (...codes: number[]): OverlaySpec => ({
  kind: "path",
  codes: Float32Array.from(codes),
});

test("on a plane the page finds the places of codes by itself", () => {
  const { overlays, heard } = open(PLANE);
  overlays.set("way", path(1, 2, 3, 9, 4, 5));
  assert.deepEqual(overlays.all[0]?.points, Float32Array.of(2, 3, 4, 5));
  assert.equal(heard.asked.length, 0);
  overlays.set("way", null);
  assert.equal(overlays.all.length, 0);
  assert.equal(heard.changes, 2);
});

test("on other maps the kernel is asked, and an answer that came too late is dropped", async () => {
  const { overlays, heard, answers } = open(CURVED);
  overlays.set("way", path(1, 2, 3));
  overlays.set("way", path(4, 5, 6));
  assert.equal(overlays.all[0]?.points, null);
  answers[0]?.[0](Float32Array.of(0, 0));
  await settled();
  assert.equal(overlays.all[0]?.points, null);
  answers[1]?.[0](Float32Array.of(7, 8));
  await settled();
  assert.deepEqual(overlays.all[0]?.points, Float32Array.of(7, 8));
  assert.deepEqual(heard.asked[1], { codes: Float32Array.of(4, 5, 6), projection: "tsne-2" });
});

test("a mark moves along its path without asking, and another map places all anew", async () => {
  const { overlays, heard, answers } = open(CURVED);
  overlays.set("way", path(1, 2, 3));
  answers[0]?.[0](Float32Array.of(7, 8));
  await settled();
  overlays.setAt("way", 0.5);
  assert.equal(overlays.all[0]?.at, 0.5);
  assert.equal(heard.asked.length, 1);
  heard.projection = PLANE;
  overlays.relocate();
  assert.deepEqual(overlays.all[0]?.points, Float32Array.of(2, 3));
  assert.equal(overlays.all[0]?.at, 0.5);
});

test("a kernel that cannot place codes says why", async () => {
  const { overlays, heard, answers } = open(CURVED);
  overlays.set("way", path(1, 2, 3));
  answers[0]?.[1](new Error("There is no map"));
  await settled();
  assert.deepEqual(heard.failures, ["There is no map"]);
});

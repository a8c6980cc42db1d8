// Which points lie where on the screen. One pass over the points takes a fraction of a millisecond at
// 100,000, flat or in space, so there is no index to build that would have to follow the camera.

import type { Camera } from "./camera.ts";
import { type PointCloud, visitVisible } from "./cloud.ts";

/** The point nearest to a pixel, at most `radius` away; in space the foremost one. */
export function pick(
  cloud: PointCloud,
  camera: Camera,
  x: number,
  y: number,
  radius = 8,
): number | null {
  if (cloud.moving) return null;
  const flat = cloud.layout.dims === 2;
  let found: number | null = null;
  let best = Number.POSITIVE_INFINITY;
  visitVisible(cloud, camera, (index, column, row, towards) => {
    const squared = (column - x) ** 2 + (row - y) ** 2;
    if (squared > radius * radius) return true;
    const score = flat ? squared : -towards;
    if (score < best) [best, found] = [score, index];
    return true;
  });
  return found;
}

/** The shown points in the view, or null where they are more than `limit`. */
export function visiblePoints(
  cloud: PointCloud,
  camera: Camera,
  limit: number,
): { index: number; x: number; y: number }[] | null {
  const visible: { index: number; x: number; y: number }[] = [];
  visitVisible(cloud, camera, (index, x, y) => {
    visible.push({ index, x, y });
    return visible.length <= limit;
  });
  return visible.length <= limit ? visible : null;
}

/** The shown points inside a polygon of pixels, ascending. */
export function pointsInside(
  cloud: PointCloud,
  camera: Camera,
  polygon: readonly (readonly [number, number])[],
): Uint32Array {
  const inside: number[] = [];
  visitVisible(cloud, camera, (index, x, y) => {
    if (isInside(polygon, x, y)) inside.push(index);
    return true;
  });
  return Uint32Array.from(inside).sort();
}

/** Even-odd rule. */
function isInside(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  let [px, py] = polygon.at(-1) ?? [0, 0];
  for (const [qx, qy] of polygon) {
    if (qy > y !== py > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) inside = !inside;
    [px, py] = [qx, qy];
  }
  return inside;
}

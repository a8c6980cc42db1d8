// The posteriors of samples in an exported page, seen on a flat PCA map: `spread_on` of Python.

import { halfToNumber } from "../geometry/half.ts";
import type { Description, Spread } from "../protocol.ts";
import type { ExportData } from "./data.ts";

const NO_PLANE =
  "Only on a flat PCA map is a posterior an ellipse: another map bends and tears the space, and an " +
  "ellipse on it would be invented.";

export function spreadOn(data: ExportData, key: string, indices: Uint32Array): Spread {
  const map = data.maps.find((each) => each.key === key);
  if (!map) throw new Error("this page holds no such map");
  const { plane, dims, coordinates } = map;
  if (!plane || dims !== 2) throw new Error(NO_PLANE);
  const { log_variances: halves, reason } = data.posteriors;
  if (!halves) throw new Error(reason ?? "this page holds none");
  const { latent_size: size, n_samples: n } = data.traits.description as Description;
  const points = new Float32Array(2 * indices.length);
  const covariances = new Float32Array(3 * indices.length);
  indices.forEach((index, i) => {
    points.set(coordinates.subarray(2 * index, 2 * index + 2), 2 * i);
    for (let d = 0; d < size; d++) {
      const variance = Math.exp(halfToNumber(halves[d * n + index] as number));
      const [x, y] = [plane.components[d] as number, plane.components[size + d] as number];
      for (const [j, product] of [x * x, x * y, y * y].entries()) {
        covariances[3 * i + j] = (covariances[3 * i + j] as number) + product * variance;
      }
    }
  });
  return { points, covariances };
}

// Ways between codes without a kernel: straight ones and arcs, and what is said of any.

import { type DensityModel, densityAt } from "../geometry/density.ts";
import { trackOf } from "../geometry/track.ts";
import { distance } from "../modalities/distance.ts";
import type { Curves, Description, FoundPath } from "../protocol.ts";
import type { ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";

/** Codes measured before the page may do something else. */
const AT_A_TIME = 8;

export class PathAnswers {
  readonly #data: ExportData;
  readonly #description: Description;
  #density: DensityModel | null = null;

  constructor(data: ExportData) {
    this.#data = data;
    this.#description = data.traits.description as Description;
  }

  find(flat: Float32Array, path: string): FoundPath {
    const { path: auto, latent_size: size } = this.#description;
    const name = path === "auto" ? auto.name : path;
    if (name !== "lerp" && name !== "slerp") {
      const what =
        name === "geodesic" ? "A geodesic, by the model's gradients," : "A way of that kind";
      throw new Error(`${what} is found by Python: open this space in a notebook.`);
    }
    const anchors = Array.from({ length: flat.length / size }, (_, i) =>
      flat.slice(i * size, (i + 1) * size),
    );
    const reason = path === "auto" ? auto.reason : REASONS[name];
    const shares = Float32Array.from(trackOf(anchors, name).shares);
    return { name, reason, between: name, knots: flat, shares };
  }

  async curves(codes: Float32Array, decoding: Decoding, isWanted: () => boolean): Promise<Curves> {
    const { density, speed_label } = this.#data;
    const { modality, latent_size: size } = this.#description;
    const outputs = await decoding.outputs(codes);
    const n = codes.length / size;
    const each = outputs.length / n;
    const output = (i: number) => outputs.subarray(i * each, (i + 1) * each);
    const speed = new Float32Array(Math.max(0, n - 1));
    const dense = new Float32Array(n);
    const model = this.#densityModel();
    for (let i = 0; i < n; i++) {
      if (i % AT_A_TIME === 0) await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) throw new Error("cancelled");
      dense[i] = densityAt(model, codes.subarray(i * size, (i + 1) * size));
      if (i > 0) speed[i - 1] = distance(output(i - 1), output(i), modality);
    }
    const { low, high, label } = density;
    return { speed, density: dense, low, high, speed_label, density_label: label };
  }

  #densityModel(): DensityModel {
    if (this.#density) return this.#density;
    const { rows, bandwidth, level } = this.#data.density;
    const size = this.#description.latent_size;
    const centers = new Float32Array(rows.length * size);
    for (const [i, row] of rows.entries()) {
      centers.set(this.#data.codes.subarray(row * size, (row + 1) * size), i * size);
    }
    this.#density = { centers, bandwidth, level };
    return this.#density;
  }
}

const REASONS = { lerp: "straight, as asked", slerp: "along the arc, as asked" };

// Ways between codes without a kernel: straight ones and arcs, and what is said of any.

import { densityAt } from "../geometry/density.ts";
import type { Support } from "../geometry/support.ts";
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
  readonly #support: Support;

  constructor(data: ExportData, support: Support) {
    this.#data = data;
    this.#support = support;
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
    const { support, speed_label } = this.#data;
    const { modality, latent_size: size } = this.#description;
    const outputs = await decoding.outputs(codes);
    const n = codes.length / size;
    const each = outputs.length / n;
    const output = (i: number) => outputs.subarray(i * each, (i + 1) * each);
    const speed = new Float32Array(Math.max(0, n - 1));
    const dense = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      if (i % AT_A_TIME === 0) await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) throw new Error("cancelled");
      dense[i] = densityAt(this.#support.density, codes.subarray(i * size, (i + 1) * size));
      if (i > 0) speed[i - 1] = distance(output(i - 1), output(i), modality);
    }
    const { low, high, label } = support;
    return { speed, density: dense, low, high, speed_label, density_label: label };
  }
}

const REASONS = { lerp: "straight, as asked", slerp: "along the arc, as asked" };

// Ways between codes without a kernel: straight ones, arcs, and ways through the data, and what is
// said of any.

import { densityAt } from "../geometry/density.ts";
import type { Support } from "../geometry/support.ts";
import { type CodeGraph, joinNearest, throughData } from "../geometry/through-data.ts";
import { trackOf } from "../geometry/track.ts";
import { distance } from "../modalities/distance.ts";
import { slicer } from "../pause.ts";
import type { Curves, Description, FoundPath, PathProgress } from "../protocol.ts";
import type { ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";

/** Distances between numbers of codes that a page measures: some ten seconds of them. */
const MOST_MEASURED = 6e9;
const REASONS = {
  lerp: "straight, as chosen",
  slerp: "along the arc, as chosen",
  data: "from sample to sample, along which the output changes least",
};

export interface PathAsking {
  signal: AbortSignal;
  onProgress(progress: PathProgress): void;
}

export class PathAnswers {
  readonly #data: ExportData;
  readonly #description: Description;
  readonly #support: Support;
  #graph: CodeGraph | null = null;

  constructor(data: ExportData, support: Support) {
    this.#data = data;
    this.#support = support;
    this.#description = data.traits.description as Description;
  }

  async find(
    flat: Float32Array,
    path: string,
    decoding: Decoding,
    asking: PathAsking,
  ): Promise<FoundPath> {
    const { path: auto, latent_size: size } = this.#description;
    const name = path === "auto" ? auto.name : path;
    const anchors = Array.from({ length: flat.length / size }, (_, i) =>
      flat.slice(i * size, (i + 1) * size),
    );
    if (name === "data") return this.#throughData(anchors, decoding, asking);
    if (name !== "lerp" && name !== "slerp") {
      throw new Error(
        "A geodesic is found by Python, with the gradients of a torch model: open this space in a " +
          "notebook, or take the way through the data.",
      );
    }
    const reason = path === "auto" ? auto.reason : REASONS[name];
    const shares = Float32Array.from(trackOf(anchors, name).shares);
    return { name, reason, between: name, knots: flat, shares };
  }

  async curves(codes: Float32Array, decoding: Decoding, signal: AbortSignal): Promise<Curves> {
    const { support, speed_label } = this.#data;
    const { modality, latent_size: size } = this.#description;
    const outputs = await decoding.outputs(codes, signal);
    const rest = slicer();
    const n = codes.length / size;
    const each = outputs.length / n;
    const output = (i: number) => outputs.subarray(i * each, (i + 1) * each);
    const speed = new Float32Array(Math.max(0, n - 1));
    const dense = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      await rest();
      signal.throwIfAborted();
      dense[i] = densityAt(this.#support.density, codes.subarray(i * size, (i + 1) * size));
      if (i > 0) speed[i - 1] = distance(output(i - 1), output(i), modality);
    }
    const { low, high, label } = support;
    return { speed, density: dense, low, high, speed_label, density_label: label };
  }

  /** Within a leg a knot's share is by its distance, as `Track.of_legs` in Python. */
  async #throughData(
    anchors: readonly Float32Array[],
    decoding: Decoding,
    asking: PathAsking,
  ): Promise<FoundPath> {
    const { modality, latent_size: size } = this.#description;
    const graph = await this.#codeGraph(asking);
    const legs = anchors.length - 1;
    const knots: Float32Array[] = [anchors[0] as Float32Array];
    const shares = [0];
    for (let leg = 0; leg < legs; leg++) {
      asking.onProgress({ stage: "search", done: leg, total: legs });
      const [a, b] = [anchors[leg], anchors[leg + 1]] as [Float32Array, Float32Array];
      const found = await throughData(
        graph,
        a,
        b,
        (codes) => decoding.outputs(codes, asking.signal),
        (first, second) => distance(first, second, modality),
      );
      asking.signal.throwIfAborted();
      const along = sharesBy(found);
      knots.push(...found.slice(1));
      shares.push(...along.slice(1).map((share) => (leg + share) / legs));
    }
    const flat = new Float32Array(knots.length * size);
    for (const [i, knot] of knots.entries()) flat.set(knot, i * size);
    const all = Float32Array.from(shares);
    return { name: "data", reason: REASONS.data, between: "lerp", knots: flat, shares: all };
  }

  async #codeGraph({ signal, onProgress }: PathAsking): Promise<CodeGraph> {
    if (this.#graph) return this.#graph;
    const { latent_size: size } = this.#description;
    const { codes } = this.#data;
    const n = codes.length / size;
    if (n * codes.length > MOST_MEASURED) {
      throw new Error(
        `Among ${n.toLocaleString("en")} samples a way is found by Python: open this space in a notebook.`,
      );
    }
    const rest = slicer();
    this.#graph = await joinNearest(codes, size, async (done, total) => {
      if (done % 64 === 0) onProgress({ stage: "graph", done, total });
      await rest();
      signal.throwIfAborted();
    });
    return this.#graph;
  }
}

function sharesBy(knots: readonly Float32Array[]): number[] {
  const gone = [0];
  for (let i = 1; i < knots.length; i++) {
    const before = knots[i - 1] as Float32Array;
    const step = Math.hypot(...(knots[i] as Float32Array).map((x, d) => x - (before[d] as number)));
    gone.push((gone[i - 1] as number) + step);
  }
  const whole = gone.at(-1) as number;
  return gone.map((distance, i) => (whole > 0 ? distance / whole : i / (knots.length - 1)));
}

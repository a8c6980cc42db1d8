// The re-encoding gap |E(D(z)) − z| without Python, as latentwidgets/spaces/support/gaps.py measures it.

import type { Description, Requests } from "../protocol.ts";
import type { ExportData } from "./data.ts";
import type { Decoding } from "./decoding.ts";
import type { OwnReader } from "./own-reader.ts";

/** Of one code; null where it is no finite number. */
export async function measureGap(
  z: Float32Array,
  { traits, encoding }: ExportData,
  decoding: Decoding,
  reader: OwnReader,
): Promise<Requests["gap"]> {
  const { gapless } = traits.description as Description;
  if (!encoding || !decoding.encode) throw new Error(gapless || "this page holds no encoder");
  const output = await decoding.outputs(z.slice());
  const { mean } = await decoding.encode(await reader.sampleOf(output));
  const gap = Math.sqrt(mean.reduce((sum, value, d) => sum + (value - (z[d] as number)) ** 2, 0));
  return { gap: Number.isFinite(gap) ? gap : null };
}

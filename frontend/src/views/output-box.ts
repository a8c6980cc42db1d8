// The box that an output stands in: it has its size before its output, so that nothing jumps.

import type { Modality } from "../modalities/index.ts";

/** Attributes of the box: an image keeps its proportions, the styles know those of the others. */
export function boxOf(modality: Modality): Record<string, string> {
  if (modality.kind !== "image") return { "data-kind": modality.kind };
  return { style: `aspect-ratio: ${modality.width} / ${modality.height}` };
}

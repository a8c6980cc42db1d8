// A file of one's own, whether chosen or dropped: what is sent of it, and why it cannot be placed.

import { type Modality, nounOf } from "../modalities/index.ts";
import type { PlacementProgress } from "../protocol.ts";
import type { SpaceStore } from "../store.ts";
import { waveFile } from "./editor/waves.ts";

const LARGEST = 7 * 2 ** 20; // bytes, as the kernel takes them

/** The bytes to be placed; an error says why they cannot be. */
export async function fileBytes(file: File, modality: Modality): Promise<Uint8Array> {
  if (file.size > LARGEST) {
    const size = (file.size / 2 ** 20).toFixed(1);
    throw new Error(`This file has ${size} MiB: choose one of at most 7 MiB.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  return modality.kind === "audio" ? waveFile(bytes, modality) : bytes;
}

/** Why nothing of one's own can be placed here, and what to do. */
export function placingRefusal({ description }: SpaceStore): string | null {
  const { modality, can_encode, unplaceable } = description;
  if (unplaceable !== undefined) return unplaceable || null;
  if (!can_encode && modality.kind !== "image") {
    return (
      `This model has no encoder, and without one only pictures can be placed: give a model that ` +
      `encodes to edit a ${nounOf(modality)} of your own.`
    );
  }
  return null;
}

export function searchWords({ error }: PlacementProgress): string {
  return `searching its code: off by ${(100 * error).toFixed(1)} %`;
}

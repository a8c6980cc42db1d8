// What is the user's own, as something for a slot: what the editor holds, and files that are dropped.

import type { RequestOptions } from "../../channel.ts";
import type { PlacementProgress } from "../../protocol.ts";
import { sampleIndex } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";
import { fileBytes, placingRefusal, searchWords } from "../own-file.ts";
import type { Operand } from "./operand.ts";

export const YOURS = "yours";
const LONGEST_NAME = 60;

/** The code of what the editor holds. */
export async function editedOperand(store: SpaceStore): Promise<Operand> {
  const { edit } = await store.request("edited", {});
  if (!edit) throw new Error("Nothing of your own is placed any more.");
  return { name: YOURS, kind: "code", z: edit.z };
}

/** The code of a file; what the editor holds stays. `say` hears what goes on. */
export async function fileOperand(
  store: SpaceStore,
  file: File,
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<Operand> {
  const { can_encode, modality } = store.description;
  const refusal = placingRefusal(store);
  if (refusal) throw new Error(refusal);
  say(can_encode ? "encoding …" : "reading …");
  const bytes = await fileBytes(file, modality);
  const { ink } = await store.request("edited", {}, { signal });
  const payload = { file: bytes, like_data: ink?.drawn ?? false, aside: true };
  const options: RequestOptions = {
    signal,
    onProgress: (progress) => say(searchWords(progress as PlacementProgress)),
  };
  const { z } = await store.request("place", payload, options);
  const name = file.name.slice(0, LONGEST_NAME);
  return { name: name && sampleIndex(name) === null ? name : YOURS, kind: "code", z };
}

// What a view asks of the kernel about directions; each change can be undone.

import type { Direction } from "../../directions/direction.ts";
import type { Act } from "../../history.ts";
import type { Payload } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";

type Changing = "direction" | "find_direction" | "keep_direction" | "edit_direction";

export interface Progress {
  step: number;
  total: number;
}

export interface AskOptions {
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** There is something to be said of what was made. */
  onNotice?(words: string): void;
}

/** Makes or changes a direction as one act; returns its name. */
export async function change(
  store: SpaceStore,
  kind: Changing,
  payload: Payload,
  label: (name: string) => string,
  options: AskOptions = {},
): Promise<string | null> {
  const found = await store.request<Changing>(kind, payload, told(options));
  const { name, before, after, notice } = found;
  if (notice) options.onNotice?.(notice);
  const back = (version: number) => {
    store.request("restore_directions", { version }).catch((error: Error) => store.fail(error));
  };
  const said = label(name ?? (payload.name as string));
  const act: Act = { label: said, undo: () => back(before), redo: () => back(after) };
  store.act(act);
  return name;
}

export async function measure(
  store: SpaceStore,
  { name }: Direction,
  options: AskOptions,
): Promise<void> {
  await store.request("direction_quality", { name }, told(options));
}

function told({ signal, onProgress }: AskOptions) {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (step: unknown) => onProgress(step as Progress) } : {}),
  };
}

/** Whether this is a page without Python: it names the maps that it holds. */
export function isExported({ description }: SpaceStore): boolean {
  return description.maps !== undefined;
}

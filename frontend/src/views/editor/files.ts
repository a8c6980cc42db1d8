// Files of one's own: chosen, dropped or pasted; their bytes go to the kernel, which reads them.

import { button, h } from "../../dom.ts";
import { hasFiles } from "../../dropped-files.ts";
import type { Cleanup } from "../../emitter.ts";
import type { Modality } from "../../modalities/index.ts";
import { nounOf } from "../../modalities/index.ts";
import { fileBytes } from "../own-file.ts";
import type { EditSession } from "./session.ts";

const TYPES: Record<Modality["kind"], string> = {
  image: "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff",
  text: ".txt,text/plain",
  melody: ".mid,.midi,audio/midi",
  audio: ".wav,audio/*",
  series: ".csv,.tsv,.txt,text/csv,text/plain",
};

export interface FilesOptions {
  /** Whether a picture is to be centred and scaled as the data are. */
  likeData(): boolean;
}

export function createFiles(
  modality: Modality,
  session: EditSession,
  zone: HTMLElement,
  { likeData }: FilesOptions,
): { element: HTMLElement; dispose: Cleanup } {
  const noun = nounOf(modality);
  const input = h("input", "lw-editor-file", {
    type: "file",
    accept: TYPES[modality.kind],
    hidden: true,
  });
  const choose = button("File…", () => input.click(), {
    title: `Load a ${noun} of your own; you can drop one here too, or paste it`,
  });
  const send = async (file: File) => {
    try {
      await session.place({ file: await fileBytes(file, modality), like_data: likeData() });
    } catch (error) {
      session.say((error as Error).message);
    }
  };
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again
    if (file) void send(file);
  });

  const listeners: [keyof HTMLElementEventMap, (event: never) => void][] = [
    [
      "dragover",
      (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        zone.dataset.drop = "true";
      },
    ],
    [
      "dragleave",
      (event: DragEvent) => {
        if (!zone.contains(event.relatedTarget as Node | null)) delete zone.dataset.drop;
      },
    ],
    [
      "drop",
      (event: DragEvent) => {
        delete zone.dataset.drop;
        if (!hasFiles(event)) return;
        event.preventDefault();
        const file = event.dataTransfer?.files[0];
        if (file) void send(file);
      },
    ],
    [
      "paste",
      (event: ClipboardEvent) => {
        const file = event.clipboardData?.files[0];
        if (!file) return; // text goes where the cursor is
        event.preventDefault();
        void send(file);
      },
    ],
  ];
  for (const [name, listener] of listeners) {
    zone.addEventListener(name, listener as EventListener);
  }
  return {
    element: h("span", "lw-editor-files", {}, choose, input),
    dispose: () => {
      for (const [name, listener] of listeners) {
        zone.removeEventListener(name, listener as EventListener);
      }
    },
  };
}

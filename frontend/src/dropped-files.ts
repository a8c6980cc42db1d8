// Files that are dragged over a page: told from all else, and kept from taking its place.

import type { Cleanup } from "./emitter.ts";

export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** A file that nothing in `place` takes is not opened by the browser in the place of the page. */
export function keepFilesOut(place: EventTarget): Cleanup {
  const refuse = (event: Event) => {
    const drag = event as DragEvent;
    if (drag.defaultPrevented || !drag.dataTransfer || !hasFiles(drag)) return;
    drag.preventDefault();
    drag.dataTransfer.dropEffect = "none";
  };
  const events = ["dragover", "drop"];
  for (const name of events) place.addEventListener(name, refuse);
  return () => {
    for (const name of events) place.removeEventListener(name, refuse);
  };
}

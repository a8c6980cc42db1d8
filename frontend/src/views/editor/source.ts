// One way of bringing one's own.

import type { Cleanup } from "../../emitter.ts";

export interface Source {
  title: string;
  element: HTMLElement;
  /** Another source is shown: what is open (a camera) is closed. */
  leave?(): void;
  /** Of drawings: whether they are to be centred and scaled as the data are. */
  likeData?(): boolean;
  dispose: Cleanup;
}

// One sound at a time in a page: what begins to play stops what played, in whichever view.

const PLAYING = Symbol.for("latentwidgets.playing.v1");
type Page = Record<symbol, (() => void) | undefined>;

/** `stop` is called when something else begins. */
export function beginPlaying(stop: () => void): void {
  const page = globalThis as unknown as Page;
  const other = page[PLAYING];
  page[PLAYING] = stop;
  if (other && other !== stop) other();
}

export function endPlaying(stop: () => void): void {
  const page = globalThis as unknown as Page;
  if (page[PLAYING] === stop) page[PLAYING] = undefined;
}

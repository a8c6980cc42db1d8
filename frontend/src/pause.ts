// Long work in slices, between which the page draws and hears the hand.

const SLICE_MS = 12;

/** Returns a function to be awaited between two pieces of work: it rests where a slice is over. */
export function slicer(signal?: AbortSignal): () => Promise<void> {
  let began = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - began < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
    signal?.throwIfAborted();
  };
}

// The page's one audio context for waveforms: made when something is first played, which is by a
// gesture of the user, and closed with the last view that has played.

interface Shared {
  context: AudioContext;
  holders: number;
}

const SHARED = Symbol.for("latentwidgets.waveforms.v1");
const RESUME_MS = 2000; // a busy machine takes a while

const page = () => globalThis as unknown as Record<symbol, Shared | undefined>;

/** Throws where the browser has none. Each holder lets it go once. */
export function holdContext(): AudioContext {
  const shared = page()[SHARED] ?? { context: new AudioContext(), holders: 0 };
  shared.holders += 1;
  page()[SHARED] = shared;
  return shared.context;
}

export function letContext(): void {
  const shared = page()[SHARED];
  if (!shared) return;
  shared.holders -= 1;
  if (shared.holders > 0) return;
  page()[SHARED] = undefined;
  void shared.context.close();
}

/** Whether it runs: where a gesture is wanted first, `resume` stays open. */
export async function resumed(context: AudioContext): Promise<boolean> {
  const limit = new Promise((resolve) => setTimeout(resolve, RESUME_MS));
  if (context.state !== "running") await Promise.race([context.resume(), limit]);
  return context.state === "running";
}

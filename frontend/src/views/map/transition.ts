// A change over time, drawn only while it lasts; at once for who asked for less motion.

import type { Cleanup } from "../../emitter.ts";

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function ease(t: number): number {
  return t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
}

/** Calls `step` with 0..1 on animation frames for `duration` ms, then `done`; returns how to stop. */
export function animate(
  duration: number,
  step: (t: number) => void,
  done: () => void = () => {},
): Cleanup {
  if (duration <= 0 || prefersReducedMotion()) {
    step(1);
    done();
    return () => {};
  }
  let start: number | null = null;
  let frame = requestAnimationFrame(function tick(now) {
    start ??= now;
    const t = Math.min(1, (now - start) / duration);
    step(ease(t));
    if (t < 1) frame = requestAnimationFrame(tick);
    else done();
  });
  return () => cancelAnimationFrame(frame);
}

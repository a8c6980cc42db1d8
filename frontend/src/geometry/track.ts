// A way through several anchors as one curve over the shares from 0 to 1, as
// latentwidgets/spaces/paths/track.py.

import { interpolate, type PathName } from "./paths.ts";

export interface Track {
  readonly knots: readonly Float32Array[];
  /** Rising from 0 to 1: where on the way each knot lies. */
  readonly shares: readonly number[];
  readonly between: PathName;
}

/** From anchor to anchor; each leg is as long as another. */
export function trackOf(anchors: readonly Float32Array[], between: PathName): Track {
  return { knots: anchors, shares: anchors.map((_, i) => i / (anchors.length - 1)), between };
}

/** The code at a share from 0 to 1; knots to the last bit. */
export function codeAt({ knots, shares, between }: Track, share: number): Float32Array {
  const last = shares.length - 2;
  let leg = 0;
  while (leg < last && share >= (shares[leg + 1] as number)) leg += 1;
  const [start, end] = [shares[leg] as number, shares[leg + 1] as number];
  const within = Math.min(1, Math.max(0, (share - start) / (end - start)));
  return interpolate(knots[leg] as Float32Array, knots[leg + 1] as Float32Array, within, between);
}

/** Codes at some shares, flat, one after another. */
export function codesAt(track: Track, shares: readonly number[]): Float32Array {
  const size = track.knots[0]?.length ?? 0;
  const codes = new Float32Array(shares.length * size);
  for (const [i, share] of shares.entries()) codes.set(codeAt(track, share), i * size);
  return codes;
}

/** `n` shares from 0 to 1, both included. */
export function evenly(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (n > 1 ? i / (n - 1) : 0));
}

/**
 * From how far the output has come, 0 to 1, to the share: by the speeds between codes at even shares.
 * Null where the output does not move at all.
 */
export function evenShares(speed: ArrayLike<number>): ((progress: number) => number) | null {
  const gone = [0];
  for (let i = 0; i < speed.length; i++) gone.push((gone[i] as number) + (speed[i] as number));
  const whole = gone.at(-1) as number;
  if (!(whole > 0)) return null;
  return (progress) => {
    if (progress <= 0) return 0;
    if (progress >= 1) return 1;
    const wanted = progress * whole;
    let low = 0;
    let high = gone.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((gone[middle] as number) <= wanted) low = middle;
      else high = middle;
    }
    const step = (gone[high] as number) - (gone[low] as number);
    const within = step > 0 ? (wanted - (gone[low] as number)) / step : 0;
    return (low + within) / speed.length;
  };
}

// Ways from one code to another, and sums of codes, as latentwidgets/spaces/paths.py.

export type PathName = "lerp" | "slerp";

const SMALLEST_ANGLE = 1e-6; // of unit vectors: below, the arc is straight to float32

/** The code at `share` of the way from `a` to `b`: 0 is `a`, 1 is `b`, to the last bit. */
export function interpolate(
  a: Float32Array,
  b: Float32Array,
  share: number,
  path: PathName,
): Float32Array {
  if (share === 0) return a.slice();
  if (share === 1) return b.slice();
  const arc = path === "slerp" ? arcBetween(a, b) : null;
  return arc ? arc(share) : combine([a, b], [1 - share, share]);
}

/** The sum of `codes`, each times its weight. */
export function combine(codes: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const size = codes[0]?.length ?? 0;
  return Float32Array.from({ length: size }, (_, d) =>
    codes.reduce((sum, code, i) => sum + (weights[i] as number) * (code[d] as number), 0),
  );
}

/** The arc between the directions of two codes, its length linear; null where it is a line. */
function arcBetween(a: Float32Array, b: Float32Array): ((share: number) => Float32Array) | null {
  const [from, to] = [Math.hypot(...a), Math.hypot(...b)];
  if (Math.min(from, to) === 0 || a.length === 1) return null;
  const u = Array.from(a, (x) => x / from);
  const v = Array.from(b, (x) => x / to);
  // Exact where the angle is small or nearly half a turn, unlike the arc cosine.
  const along = Math.hypot(...u.map((x, d) => x + (v[d] as number)));
  const angle = 2 * Math.atan2(Math.hypot(...u.map((x, d) => x - (v[d] as number))), along);
  if (angle < SMALLEST_ANGLE) return null;
  // Opposite codes go by the axis in which `u` is smallest.
  const towards = along < SMALLEST_ANGLE ? axisAcross(u) : v;
  const dot = u.reduce((sum, x, d) => sum + x * (towards[d] as number), 0);
  const across = u.map((x, d) => (towards[d] as number) - dot * x);
  const length = Math.hypot(...across);
  return (share) => {
    const [cos, sin] = [Math.cos(share * angle), Math.sin(share * angle) / length];
    const reach = (1 - share) * from + share * to;
    return Float32Array.from(u, (x, d) => reach * (cos * x + sin * (across[d] as number)));
  };
}

function axisAcross(u: readonly number[]): number[] {
  let smallest = 0;
  for (let d = 1; d < u.length; d++) {
    if (Math.abs(u[d] as number) < Math.abs(u[smallest] as number)) smallest = d;
  }
  return u.map((_, d) => (d === smallest ? 1 : 0));
}

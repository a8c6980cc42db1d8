// Codes that the encoder holds for likely: drawn around the mean by its sd, the same each time.

const MOST = 128;
const LARGEST = 2 ** 18; // numbers, as many as one message takes easily

/** Flat codes, `MOST` of them at most. */
export function posteriorDraws(mean: Float32Array, sd: Float32Array): Float32Array {
  const n = Math.max(8, Math.min(MOST, Math.floor(LARGEST / mean.length)));
  const normal = normals(1);
  const codes = new Float32Array(n * mean.length);
  for (let i = 0; i < codes.length; i++) {
    const d = i % mean.length;
    codes[i] = (mean[d] as number) + (sd[d] as number) * normal();
  }
  return codes;
}

/** Standard normal numbers from a seed: Box and Muller's method on Marsaglia's xorshift. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) uniform(); // a small seed takes some steps to spread
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

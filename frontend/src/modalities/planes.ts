// Channels beside one another, and one after another.

/** (n, channels) as (channels, n). */
export function inPlanes(values: Float32Array, channels: number): Float32Array {
  const planes = new Float32Array(values.length);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let from = channel; from < values.length; from += channels) {
      planes[to++] = values[from] as number;
    }
  }
  return planes;
}

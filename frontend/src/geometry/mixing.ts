// Some dimensions of one code and the others of another, as latentwidgets/spaces/styles/mixing.py.

/** `content`, with `dims` of it by `strength`, 0 to 1, of `style`. */
export function mixed(
  content: Float32Array,
  style: Float32Array,
  dims: Iterable<number>,
  strength: number,
): Float32Array {
  const z = content.slice();
  for (const d of dims) {
    const [from, to] = [content[d] as number, style[d] as number];
    z[d] = strength === 1 ? to : (1 - strength) * from + strength * to;
  }
  return z;
}

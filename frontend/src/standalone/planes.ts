// Bytes of numbers that were sorted by their weight, as latentwidgets/widgets/html/planes.py does it.

export interface Planes {
  /** All first bytes, then all second ones, and so on. */
  planes: Uint8Array;
  /** Bytes of a number. */
  width: number;
}

/** The bytes in their order, in an array of their own. */
export function fromPlanes({ planes, width }: Planes): Uint8Array {
  const data = new Uint8Array(planes.length);
  let from = 0;
  for (let start = 0; start < width; start++) {
    for (let to = start; to < data.length; to += width) data[to] = planes[from++] as number;
  }
  return data;
}

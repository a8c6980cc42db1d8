// PCA, both ways: an orthonormal plane (or slice) through the codes' mean.

/** `inverse` and `locate` of a projection; see latentwidgets/spaces/projections. */
export interface MapGeometry {
  /**
   * The code at a place of the map. With an anchor, what the anchor has beside the map's surface is
   * added, so that `inverse(locate(z), z)` is `z`.
   */
  inverse(point: ArrayLike<number>, anchor?: Float32Array): Float32Array;
  /** The place of a code. */
  locate(z: Float32Array): number[];
}

/** `components` is row-major, `dims` rows of the codes' size; rows of zeros where the space lacks axes. */
export function planeGeometry(
  center: Float32Array,
  components: Float32Array,
  dims: number,
): MapGeometry {
  const size = center.length;

  const locate = (z: Float32Array): number[] => {
    const point = new Array<number>(dims).fill(0);
    for (let axis = 0; axis < dims; axis++) {
      let sum = 0;
      for (let i = 0; i < size; i++) {
        sum += ((z[i] as number) - (center[i] as number)) * (components[axis * size + i] as number);
      }
      point[axis] = sum;
    }
    return point;
  };

  const inverse = (point: ArrayLike<number>, anchor?: Float32Array): Float32Array => {
    // A step on the plane from the anchor keeps what the anchor has beside it.
    const start = anchor ?? center;
    const from = anchor ? locate(anchor) : new Array<number>(dims).fill(0);
    const code = Float64Array.from(start);
    for (let axis = 0; axis < dims; axis++) {
      const step = (point[axis] as number) - (from[axis] as number);
      for (let i = 0; i < size; i++) {
        code[i] = (code[i] as number) + step * (components[axis * size + i] as number);
      }
    }
    return Float32Array.from(code);
  };

  return { inverse, locate };
}

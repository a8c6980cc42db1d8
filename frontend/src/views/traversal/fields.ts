// Where outputs differ, laid out as places: pixels, slots, notes, channels by time. As in Python's
// `spaces/traversals.py`.

import { type Modality, shapeOf } from "../../modalities/index.ts";

export interface Field {
  rows: number;
  columns: number;
  /** Row by row. */
  values: Float32Array;
}

/** How far two canonical outputs are apart at each place. */
export function difference(a: Float32Array, b: Float32Array, modality: Modality): Field {
  const [first = 1, second = 1, third = 1] = shapeOf(modality);
  const apart = (i: number) => Math.abs((a[i] as number) - (b[i] as number));
  if (modality.kind === "image") {
    return laid(first, second, (row, column) => {
      let sum = 0;
      for (let c = 0; c < third; c++) sum += apart((row * second + column) * third + c);
      return sum / third;
    });
  }
  if (modality.kind === "text") {
    return laid(1, first, (_, slot) => slotChange(a, b, slot * second * 2, second));
  }
  if (modality.kind === "melody") {
    return laid(third, second, (row, step) => {
      let most = 0;
      const pitch = third - 1 - row; // high notes above
      for (let v = 0; v < first; v++)
        most = Math.max(most, apart((v * second + step) * third + pitch));
      return most;
    });
  }
  return laid(second, first, (channel, time) => apart(time * second + channel));
}

export function meanOf(fields: readonly Field[]): Field {
  const [{ rows, columns }] = fields as [Field];
  const values = new Float32Array(rows * columns);
  for (const field of fields) {
    for (const [i, value] of field.values.entries()) {
      values[i] = (values[i] as number) + value / fields.length;
    }
  }
  return { rows, columns, values };
}

function laid(rows: number, columns: number, at: (row: number, column: number) => number): Field {
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i++) values[i] = at(Math.floor(i / columns), i % columns);
  return { rows, columns, values };
}

/** Half the L1 distance of the probabilities of a slot's tokens. */
function slotChange(a: Float32Array, b: Float32Array, start: number, k: number): number {
  let sum = 0;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    for (let i = 0; i < k; i++) {
      let matched = 0;
      for (let j = 0; j < k; j++) {
        if (one[start + 2 * i] === other[start + 2 * j])
          matched += other[start + 2 * j + 1] as number;
      }
      sum += Math.max(0, (one[start + 2 * i + 1] as number) - matched);
    }
  }
  return Math.min(1, sum / 2);
}

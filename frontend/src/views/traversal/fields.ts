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
  if (modality.kind === "text") {
    const [slots = 1, alternatives = 1] = shapeOf(modality);
    return laid(1, slots, (_, slot) => slotChange(a, b, slot * alternatives * 2, alternatives));
  }
  return numbersLaid(modality, (i) => Math.abs((a[i] as number) - (b[i] as number)));
}

/** How many places an output has. */
export function cellsOf(modality: Modality): number {
  const [first = 1, second = 1, third = 1] = shapeOf(modality);
  if (modality.kind === "text") return first;
  return modality.kind === "melody" ? second * third : first * second;
}

/** How much each place rises from one output to the other; null where rising means nothing. */
export function rise(from: Float32Array, to: Float32Array, modality: Modality): Field | null {
  if (modality.kind === "text" || modality.kind === "audio") return null;
  return numbersLaid(modality, (i) => (to[i] as number) - (from[i] as number));
}

/** Of a picture the mean of the channels; of a melody the voice that changes most. */
function numbersLaid(modality: Modality, at: (i: number) => number): Field {
  const [first = 1, second = 1, third = 1] = shapeOf(modality);
  if (modality.kind === "image") {
    return laid(first, second, (row, column) => {
      let sum = 0;
      for (let c = 0; c < third; c++) sum += at((row * second + column) * third + c);
      return sum / third;
    });
  }
  if (modality.kind === "melody") {
    return laid(third, second, (row, step) => {
      let most = 0;
      const pitch = third - 1 - row; // high notes above
      for (let v = 0; v < first; v++) {
        const value = at((v * second + step) * third + pitch);
        if (Number.isNaN(value) || Math.abs(value) > Math.abs(most)) most = value;
      }
      return most;
    });
  }
  return laid(second, first, (channel, time) => at(time * second + channel));
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

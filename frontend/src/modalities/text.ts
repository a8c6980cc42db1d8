// Text: a model's raw output to its most probable tokens, as latentwidgets/modalities/text.py:
// (L, K, 2), for each position K tokens, the most probable first: [.., 0] the id, [.., 1] the
// probability. A position that was not computed has the id -1 and the probability NaN.

/** A group of words that is printed by the tokens of its slots, joined with "|". */
export interface Phrase {
  slots: number[];
  /** "" prints nothing; what is not here is no form of the language. */
  forms: Record<string, string>;
}

export interface TextModality {
  kind: "text";
  length: number;
  /** K: tokens kept for a position. */
  alternatives: number;
  /** Null: an id is a Unicode code point. */
  vocabulary: string[] | null;
  form: "logits" | "probabilities" | "ids" | "strings";
  separator: string;
  /** Ids that are not printed. */
  hidden: number[];
  /** The id that ends the text. */
  end: number | null;
  /** The mark of a token that goes on with the word before it ("##"), or begins one ("▁", "Ġ"). */
  joining: "##" | "▁" | "Ġ" | null;
  sentence_case: boolean;
  ending: string;
  phrases: Phrase[] | null;
}

export interface RawText extends TextModality {
  /** V: the number of tokens that the model knows. */
  size: number;
}

/** The tokens and their probabilities; of equal ones the lower id comes first. */
export function canonicalText(raw: Float32Array, modality: RawText): Float32Array {
  const { length, form, size } = modality;
  const isIds = form === "ids" || form === "strings";
  const width = isIds ? 1 : size;
  if (raw.length !== length * width) {
    throw new RangeError(`${raw.length} numbers for a text of ${length} × ${width}`);
  }
  return isIds ? fromIds(raw, modality) : fromScores(raw, modality);
}

function fromIds(raw: Float32Array, { alternatives }: RawText): Float32Array {
  const values = new Float32Array(raw.length * alternatives * 2).fill(Number.NaN);
  for (let position = 0; position < raw.length; position++) {
    const id = raw[position] as number;
    const at = position * alternatives * 2;
    const known = Number.isFinite(id) && id >= 0;
    values[at] = known ? Math.round(id) : -1;
    values[at + 1] = known ? 1 : Number.NaN;
  }
  return values;
}

function fromScores(raw: Float32Array, modality: RawText): Float32Array {
  const { length, size, form, alternatives } = modality;
  const values = new Float32Array(length * alternatives * 2);
  for (let position = 0; position < length; position++) {
    const scores = raw.subarray(position * size, (position + 1) * size);
    const to = values.subarray(position * alternatives * 2, (position + 1) * alternatives * 2);
    mostProbable(scores, form === "logits", to);
  }
  return values;
}

/** Writes the ids and the probabilities of the largest `scores` to `to`. */
function mostProbable(scores: Float32Array, isLogits: boolean, to: Float32Array): void {
  const count = to.length / 2;
  let total = 0;
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  for (const score of scores) total += isLogits ? Math.exp(score - top) : score;
  const isComputed = Number.isFinite(total) && total > 0;
  for (let rank = 0; rank < count; rank++) {
    let best = -1;
    for (let id = 0; isComputed && id < scores.length; id++) {
      const score = scores[id] as number;
      if (best >= 0 && score <= (scores[best] as number)) continue;
      // Below the one before; of its equals only those with a higher id are left.
      const last = rank === 0 ? -1 : (to[rank * 2 - 2] as number);
      const limit = last < 0 ? Number.POSITIVE_INFINITY : (scores[last] as number);
      if (score < limit || (score === limit && id > last)) best = id;
    }
    const score = scores[best] as number;
    to[rank * 2] = best;
    to[rank * 2 + 1] = best < 0 ? Number.NaN : (isLogits ? Math.exp(score - top) : score) / total;
  }
}

/** Probability of the tokens that are not kept, as latentwidgets/modalities/text.py has it. */
const LEAST = 1e-9;

/** A text of `kept` tokens a position as the model would give it. */
export function rawText(values: Float32Array, kept: number, modality: RawText): Float32Array {
  const { length, form, size } = modality;
  const width = 2 * kept;
  if (form === "ids" || form === "strings") {
    return Float32Array.from({ length }, (_, i) => values[i * width] as number);
  }
  const raw = new Float32Array(length * size).fill(LEAST);
  for (let position = 0; position < length; position++) {
    const scores = raw.subarray(position * size, (position + 1) * size);
    const tokens = values.subarray(position * width, (position + 1) * width);
    if ((tokens[0] as number) < 0) scores.fill(Number.NaN);
    else {
      for (let i = 0; i < width; i += 2) {
        if ((tokens[i] as number) >= 0) scores[tokens[i] as number] = tokens[i + 1] as number;
      }
    }
  }
  return form === "logits" ? raw.map((value) => Math.log(Math.max(value, LEAST))) : raw;
}

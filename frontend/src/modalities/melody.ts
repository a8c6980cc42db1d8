// Melodies: a model's raw output as (voices, steps, pitches) with 0 silent, 0.5 held, 1 onset, as
// latentwidgets/modalities/melody.py; NaN for what the model did not compute.

export interface MelodyModality {
  kind: "melody";
  voices: number;
  steps: number;
  /** MIDI number of the lowest pitch. */
  low: number;
  pitches: number;
  steps_per_beat: number;
  /** Beats a minute, at the start. */
  tempo: number;
  /** Of the voices; null where they have none. */
  names: string[] | null;
}

export interface RawMelody extends MelodyModality {
  form: "tokens" | "token-logits" | "heads" | "roll";
}

const REST = 0;
const HOLD = 1;
/** Tokens from here on begin a note. */
const FIRST = 2;

/** How many numbers one raw output has. */
export function rawMelodyLength({ form, voices, steps, pitches }: RawMelody): number {
  const each = { tokens: 1, "token-logits": FIRST + pitches, heads: 1 + FIRST + pitches };
  return voices * steps * (form === "roll" ? pitches : each[form]);
}

/** A step with a number that is not finite is NaN at all its pitches. */
export function canonicalMelody(raw: Float32Array, modality: RawMelody): Float32Array {
  const { form, voices, steps, pitches } = modality;
  const length = rawMelodyLength(modality);
  if (raw.length !== length) {
    throw new RangeError(`${raw.length} numbers for a melody of ${length} (${form})`);
  }
  if (form === "roll") return fromRoll(raw, voices, steps, pitches);
  const each = length / (voices * steps);
  const roll = new Float32Array(voices * steps * pitches);
  for (let voice = 0; voice < voices; voice++) {
    let sounding = -1;
    for (let step = 0; step < steps; step++) {
      const at = voice * steps + step;
      const token = tokenOf(raw.subarray(at * each, (at + 1) * each), form);
      const row = roll.subarray(at * pitches, (at + 1) * pitches);
      if (Number.isNaN(token)) row.fill(Number.NaN);
      else if (token >= FIRST + pitches || token < 0) {
        throw new RangeError(`the token ${token} is outside the vocabulary of ${FIRST + pitches}`);
      }
      if (token !== HOLD) sounding = token >= FIRST ? token - FIRST : -1;
      if (token >= FIRST) row[sounding] = 1;
      else if (token !== REST && sounding >= 0) row[sounding] = 0.5;
    }
  }
  return roll;
}

/** A melody as the model would give it, scores as 1 and 0; of several notes in a voice the highest. */
export function rawMelody(roll: Float32Array, modality: RawMelody): Float32Array {
  const { form, pitches } = modality;
  if (form === "roll") {
    return roll.map((cell) => (Number.isNaN(cell) ? Number.NaN : Number(cell > 0)));
  }
  const raw = new Float32Array(rawMelodyLength(modality));
  const each = (raw.length * pitches) / roll.length;
  for (let row = 0; row < raw.length / each; row++) {
    const token = tokenIn(roll.subarray(row * pitches, (row + 1) * pitches));
    const scores = raw.subarray(row * each, (row + 1) * each);
    if (Number.isNaN(token)) scores.fill(Number.NaN);
    else if (form === "tokens") scores[0] = token;
    else if (form === "token-logits") scores[token] = 1;
    else {
      scores[Math.min(token, FIRST)] = 1;
      if (token >= FIRST) scores[token + 1] = 1;
    }
  }
  return raw;
}

/** What a voice does at a step; NaN where a cell is. */
function tokenIn(cells: Float32Array): number {
  if (cells.some(Number.isNaN)) return Number.NaN;
  const highest = cells.findLastIndex((cell) => cell > 0);
  if (highest < 0) return REST;
  return cells[highest] === 1 ? FIRST + highest : HOLD;
}

/** NaN where a number is not finite. */
function tokenOf(numbers: Float32Array, form: "tokens" | "token-logits" | "heads"): number {
  if (!numbers.every(Number.isFinite)) return Number.NaN;
  if (form === "tokens") return Math.round(numbers[0] as number);
  if (form === "token-logits") return largest(numbers);
  const kind = largest(numbers.subarray(0, FIRST + 1));
  return kind < FIRST ? kind : FIRST + largest(numbers.subarray(FIRST + 1));
}

function largest(numbers: Float32Array): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) {
    if ((numbers[i] as number) > (numbers[best] as number)) best = i;
  }
  return best;
}

/** A note begins where a pitch sounds that was silent before. */
function fromRoll(raw: Float32Array, voices: number, steps: number, pitches: number): Float32Array {
  const roll = new Float32Array(raw.length);
  for (let voice = 0; voice < voices; voice++) {
    for (let step = 0; step < steps; step++) {
      for (let pitch = 0; pitch < pitches; pitch++) {
        const at = (voice * steps + step) * pitches + pitch;
        const value = raw[at] as number;
        if (!Number.isFinite(value)) roll[at] = Number.NaN;
        else if (value >= 0.5) {
          const before = step === 0 ? 0 : (roll[at - pitches] as number);
          roll[at] = before > 0 ? 0.5 : 1;
        }
      }
    }
  }
  return roll;
}

// Decoders of outputs that are no pictures, for the fake space: each by a plain rule, so that a test
// can say what must be shown. One entry a kind: `modality`, as the kernel describes it,
// `decode(z)` to canonical values, and for a text `text(z)`, what is to be read.

const squeeze = (x) => 1 / (1 + Math.exp(-x));

/** Tokens in slots, a grammar of two phrases; single dimensions turn single slots. */
function text({
  nouns = ["cat", "dog", "bird"],
  determiners = ["the", "every"],
  wrongAt = 3, // where dimension 0 turns to the second determiner
  missing = false, // the noun is not computed
} = {}) {
  const slots = [
    determiners,
    nouns,
    ["one", "many"],
    ["sleep", "sing", "jump"],
    ["now", "before"],
    ["in the garden", "by the river", ""],
  ];
  const vocabulary = ["<pad>", ...slots.flat()];
  const alternatives = 3;
  const nounForms = {};
  const verbForms = {};
  for (const [a, determiner] of slots[0].entries()) {
    for (const noun of nouns) {
      // "every" goes with one only: the other is no form of this grammar.
      nounForms[`${determiner}|${noun}|one`] = `${determiner} ${noun}`;
      if (a === 0) nounForms[`${determiner}|${noun}|many`] = `${determiner} ${noun}s`;
    }
  }
  for (const verb of slots[3]) {
    verbForms[`one|${verb}|now`] = `${verb}s`;
    verbForms[`many|${verb}|now`] = verb;
    verbForms[`one|${verb}|before`] = verbForms[`many|${verb}|before`] = `did ${verb}`;
  }
  const placeForms = Object.fromEntries(slots[5].map((place) => [place, place]));
  const phrases = [
    { slots: [0, 1, 2], forms: nounForms },
    { slots: [2, 3, 4], forms: verbForms },
    { slots: [5], forms: placeForms },
  ];
  /** Scores of a slot's tokens: the first or the last by dimension `slot`, the middle between. */
  const scores = (z, slot) => {
    const n = slots[slot].length;
    const turn = slot === 0 ? 3 * (z[0] - wrongAt) : 2 * (z[slot] ?? 0);
    const at = squeeze(turn) * (n - 1);
    const sharp = slot === 4 ? 1.5 : 12;
    const raw = slots[slot].map((_, i) => Math.exp(-sharp * (i - at) ** 2));
    const total = raw.reduce((sum, x) => sum + x, 0);
    const first = 1 + slots.slice(0, slot).flat().length;
    return raw.map((x, i) => [first + i, x / total]).sort((a, b) => b[1] - a[1]);
  };
  const decode = (z) => {
    const values = new Float32Array(slots.length * alternatives * 2);
    slots.forEach((_, slot) => {
      const found = scores(z, slot);
      for (let rank = 0; rank < alternatives; rank++) {
        const unknown = missing && slot === 1;
        const [id, probability] = unknown ? [-1, Number.NaN] : (found[rank] ?? [-1, 0]);
        values.set([id, probability], (slot * alternatives + rank) * 2);
      }
    });
    return values;
  };
  const read = (z) => {
    const tokens = slots.map((_, slot) => vocabulary[scores(z, slot)[0][0]]);
    const parts = phrases.map(({ slots: at, forms }) => {
      const found = at.map((slot) => tokens[slot]);
      return forms[found.join("|")] ?? found.join(" ");
    });
    const sentence = parts.filter(Boolean).join(" ");
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  };
  return {
    modality: {
      kind: "text",
      length: slots.length,
      alternatives,
      vocabulary,
      form: "logits",
      separator: " ",
      hidden: [0],
      end: null,
      joining: null,
      sentence_case: true,
      ending: ".",
      phrases,
    },
    decode,
    text: read,
  };
}

/** Two channels of one unit and one of another: beats whose height and rate follow the code. */
function series({ steps = 120, gap = false, beyond = false } = {}) {
  const channels = ["lead I", "lead II", "breath"];
  return {
    modality: {
      kind: "series",
      steps,
      channels,
      units: ["mV", "mV", "l"],
      interval: 0.01,
      interval_unit: "s",
      value_range: [-1.5, 2.5],
    },
    decode: (z) => {
      const values = new Float32Array(steps * channels.length);
      const height = 1 + squeeze(z[0]) + (beyond ? 3 : 0);
      for (let step = 0; step < steps; step++) {
        const phase = (step / steps) * (1.5 + 2 * squeeze(z[1])) + 0.2;
        const beat = phase - Math.floor(phase) - 0.5;
        const wave =
          height * Math.exp(-((beat / 0.02) ** 2)) -
          0.5 * Math.exp(-(((beat - 0.05) / 0.02) ** 2)) +
          0.35 * squeeze(z[2]) * Math.exp(-(((beat - 0.25) / 0.06) ** 2)) +
          0.15 * Math.exp(-(((beat + 0.18) / 0.04) ** 2));
        values[step * 3] = wave;
        values[step * 3 + 1] = 0.6 * wave + 0.1 * (z[3] ?? 0) + 0.4;
        values[step * 3 + 2] = Math.sin(2 * Math.PI * (step / steps + (z[4] ?? 0) / 8));
      }
      if (gap) values.fill(Number.NaN, 3 * 40, 3 * 52);
      return values;
    },
  };
}

/** A melody over held chords, two bars; dimension 0 moves the melody, 1 fills it, 2 moves the chords. Of more than two
 * names each voice of the chords has its own. */
function melody({ steps = 32, low = 48, pitches = 36, gap = false, names = ["melody", "harmony"] } = {}) {
  const shape = [names.length, steps, pitches];
  const chords = names.length === 2 ? [[0, 2, 4]] : [[7], [4], [2], [0]].slice(0, names.length - 1);
  const at = (voice, step, pitch) => (voice * steps + step) * pitches + pitch;
  const scale = [0, 2, 4, 5, 7, 9, 11];
  const degree = (n) => 12 * Math.floor(n / 7) + scale[((n % 7) + 7) % 7];
  const held = (n) => Math.max(0, Math.min(pitches - 1, n));
  const decode = (z) => {
    const values = new Float32Array(shape[0] * steps * pitches);
    const every = squeeze(z[1]) > 0.6 ? 1 : squeeze(z[1]) > 0.3 ? 2 : 4;
    for (let step = 0; step < steps; step++) {
      const start = step - (step % every);
      const wave = Math.sin((start / steps) * 2 * Math.PI * (1 + squeeze(z[3])));
      const pitch = held(12 + degree(Math.round(4 + 2 * z[0] + 3 * wave)));
      values[at(0, step, pitch)] = step === start ? 1 : 0.5;
      const root = [0, 5, 3, 4][Math.floor((4 * step) / steps)] + Math.round(z[2]);
      for (const [place, third] of chords.flatMap((thirds, i) => thirds.map((third) => [i, third]))) {
        values[at(1 + place, step, held(degree(root + third)))] = step % (steps / 4) === 0 ? 1 : 0.5;
      }
    }
    if (gap) values.fill(Number.NaN, at(0, 8, 0), at(0, 11, 0));
    return values;
  };
  return {
    modality: {
      kind: "melody",
      voices: names.length,
      steps,
      low,
      pitches,
      steps_per_beat: 4,
      tempo: 120,
      names,
    },
    decode,
  };
}

/** A tone: dimension 0 its pitch, 1 its brightness, 2 how soon it fades. */
function audio({ rate = 8000, seconds = 1, channels = 1, gap = false, note = null } = {}) {
  const samples = Math.round(rate * seconds);
  return {
    modality: { kind: "audio", sample_rate: rate, samples, channels, note },
    decode: (z) => {
      const values = new Float32Array(samples * channels);
      const base = 220 * 2 ** (z[0] / 4);
      const bright = 0.2 + 0.6 * squeeze(z[1]);
      for (let i = 0; i < samples; i++) {
        const t = i / rate;
        const envelope = Math.min(1, t / 0.02) * Math.exp(-t * 4 * squeeze(z[2]));
        let wave = 0;
        for (let k = 1; k <= 8 && k * base < rate / 2; k++) {
          wave += bright ** (k - 1) * Math.sin(2 * Math.PI * k * base * t);
        }
        for (let c = 0; c < channels; c++) values[i * channels + c] = 0.3 * envelope * wave;
      }
      if (gap) values.fill(Number.NaN, channels * Math.round(0.4 * samples), channels * Math.round(0.5 * samples));
      return values;
    },
  };
}

const MEDIA = { text, melody, audio, series };

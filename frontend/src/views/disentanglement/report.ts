// What the kernel says of which dimension is which factor.

export interface FactorScore {
  name: string;
  value: number;
  interval: [number, number];
  /** What codes unrelated to the factors score. */
  expected: number | null;
  /** What the true factors score themselves. */
  ceiling: number;
  label: string;
}

/** What each dimension tells about each factor; where nothing can be measured, why. */
export type Disentanglement =
  | { choices: string[]; refusal: string }
  | {
      choices: string[];
      refusal: null;
      /** The factors measured. */
      names: string[];
      /** Share of each factor's entropy, flat: a row of factors for each dimension. */
      shares: Float32Array;
      scores: FactorScore[];
      proposals: { dimension: number; name: string; share: number }[];
      sharing: string[];
      left_out: string[];
      doubts: string[];
      rule: string;
      n: number;
      bins: number;
    };

/** Of `names`, as `shares` above: importances of forests, information by neighbours, accuracies. */
export interface Importances {
  method: "dci" | "infomec" | "sap";
  names: string[];
  /** Sentences about factors that this method does not take. */
  left_out: string[];
  table: Float32Array;
  scores: FactorScore[];
}

/** One dimension of some samples against a factor; NaN where that is missing. */
export interface FactorScatter {
  x: Float32Array;
  y: Float32Array;
  /** Names of the classes that `y` indexes; none where it is a number. */
  categories: string[];
  n: number;
}

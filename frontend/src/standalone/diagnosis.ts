// What dimensions mean, in an exported page: as measured when it was saved; names can be given.

import { type Description, type DimensionNames, MISSING, type Payload } from "../protocol.ts";
import type { FactorScatter } from "../views/disentanglement/report.ts";
import type { ExportData } from "./data.ts";

const MOST_DOTS = 1500;

export class PageDiagnosis {
  readonly #data: ExportData;
  readonly #names: Map<number, string>;
  /** Hears of each name that is given or taken away. */
  onNames: (names: DimensionNames) => void = () => {};

  constructor(data: ExportData) {
    this.#data = data;
    const given = data.traits.dimension_names as DimensionNames | undefined;
    this.#names = new Map(given?.names ?? []);
  }

  answer(payload: Payload): unknown {
    switch (payload.kind) {
      case "disentanglement":
        if (payload.factors) {
          throw new Error("measuring other factors needs Python: open the space in a notebook");
        }
        return this.#data.disentanglement;
      case "factor_scatter":
        return this.#scatter(payload.dimension as number, payload.factor as string);
      case "name_dimension":
        return this.#name(
          payload.dimension as number,
          (payload.name as string | undefined) ?? null,
        );
      default:
        throw new Error(
          "DCI, InfoMEC and SAP by a linear SVM need Python: open the space in a notebook",
        );
    }
  }

  #scatter(dimension: number, factor: string): FactorScatter {
    const colour = this.#data.colours.find(({ name }) => name === factor);
    if (!colour) throw new Error(`this page holds no factor ${factor}`);
    const { latent_size, n_samples } = this.#data.traits.description as Description;
    const m = Math.min(MOST_DOTS, n_samples);
    const rows = Array.from({ length: m }, (_, i) =>
      m === 1 ? 0 : Math.trunc((i * (n_samples - 1)) / (m - 1)),
    );
    const isClass = colour.kind === "categorical";
    return {
      x: Float32Array.from(rows, (row) => this.#data.codes[row * latent_size + dimension] ?? 0),
      y: Float32Array.from(rows, (row) => {
        const value = colour.values[row] ?? Number.NaN;
        return isClass && value === MISSING ? Number.NaN : value;
      }),
      categories: colour.categories,
      n: n_samples,
    };
  }

  #name(dimension: number, name: string | null): { before: string | null } {
    const before = this.#names.get(dimension) ?? null;
    const taken = [...this.#names].find(([other, held]) => held === name && other !== dimension);
    if (taken) throw new Error(`z${taken[0]} is called ${name} already: take that name away first`);
    if (name === null) this.#names.delete(dimension);
    else this.#names.set(dimension, name);
    this.onNames({ names: [...this.#names] });
    return { before };
  }
}

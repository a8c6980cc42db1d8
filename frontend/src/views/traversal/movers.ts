// Which dimensions move a place of the output: by central differences around the current code, each
// dimension half an sd down and half an sd up.

import type { SpaceStore } from "../../store.ts";
import { cellsOf, difference, type Field, rise } from "./fields.ts";
import { joined, outputsOf } from "./outputs.ts";

const MOST_TRIED = 32;
/** Numbers of all fields together, where all dimensions are asked for: 128 MiB with their signs. */
const MOST_KEPT = 2 ** 24;
const HALF_STEP = 0.5; // sd, to each side
/** Of a change, what must go one way for it to be said to go up or down. */
const ONE_WAY = 1 / 3;

export interface Mover {
  dimension: number;
  /** Mean over the place, for one sd. */
  change: number;
  /** Whether the place rises or falls as the dimension grows; 0 where it does neither, or it means nothing. */
  way: -1 | 0 | 1;
}

export interface Movers {
  /** Those that move the place, the strongest first. */
  found: Mover[];
  tried: number;
  /** How many dimensions do anything at all. */
  living: number;
  /** How many could be tried. */
  most: number;
}

interface Measured {
  dimension: number;
  change: Field;
  rise: Field | null;
}

/** Where single dimensions cannot be moved: why, and what to do; else null. */
export function whyNoMovers({ status }: SpaceStore): string | null {
  const { state } = status.page;
  return state === "blended" || state === "nearest"
    ? "Moving one dimension alone takes the model, which this page does not hold: open the space in a notebook."
    : null;
}

/** Dimensions that do something, the most useful first. */
export function livingOf({ sliders: { order, dead } }: SpaceStore): number[] {
  const living = [...order].filter((dimension) => !dead[dimension]);
  return living.length ? living : [...order];
}

export class MoverMeter {
  /** Whether more than the most useful dimensions are tried. */
  all = false;
  readonly #store: SpaceStore;
  #known: Measured[] | null = null;

  constructor(store: SpaceStore) {
    this.#store = store;
  }

  /** The code has changed, or what is tried. */
  forget(): void {
    this.#known = null;
  }

  get isMeasured(): boolean {
    return this.#known !== null;
  }

  /** Measures around the current code, unless that is known. */
  async measure(signal: AbortSignal): Promise<void> {
    this.#known ??= await this.#measured(signal);
  }

  /** Of cells of the field; only where measured. */
  at(cells: readonly number[]): Movers {
    const known = this.#known ?? [];
    const mean = ({ values }: Field) =>
      cells.reduce((sum, cell) => sum + (values[cell] ?? 0), 0) / cells.length;
    const found = known
      .map(({ dimension, change, rise }): Mover => {
        const much = mean(change);
        const way = rise ? mean(rise) / much : 0;
        return { dimension, change: much, way: way > ONE_WAY ? 1 : way < -ONE_WAY ? -1 : 0 };
      })
      .filter(({ change }) => change > 0)
      .sort((a, b) => b.change - a.change);
    const living = livingOf(this.#store).length;
    return { found, tried: known.length, living, most: this.#most };
  }

  /** How many dimensions' fields are kept at most. */
  get #most(): number {
    const { modality } = this.#store.description;
    const cells = cellsOf(modality);
    return Math.min(
      livingOf(this.#store).length,
      Math.max(MOST_TRIED, Math.floor(MOST_KEPT / cells)),
    );
  }

  async #measured(signal: AbortSignal): Promise<Measured[]> {
    const { z, sliders, description } = this.#store;
    const { modality } = description;
    const dims = livingOf(this.#store).slice(0, this.all ? this.#most : MOST_TRIED);
    const codes = dims.flatMap((dimension) =>
      [-HALF_STEP, HALF_STEP].map((sds) => {
        return movedCode(z, dimension, sds * (sliders.sd[dimension] as number));
      }),
    );
    const found: Measured[] = [];
    for await (const outputs of outputsOf(this.#store, joined(codes), signal)) {
      for (let i = 0; i < outputs.length; i += 2) {
        const [down, up] = [outputs[i] as Float32Array, outputs[i + 1] as Float32Array];
        const change = difference(down, up, modality);
        found.push({
          dimension: dims[found.length] as number,
          change,
          rise: rise(down, up, modality),
        });
      }
    }
    return found;
  }
}

/** Moves along a dimension by some sd, the other way where that would leave the data's range. */
export function moveAlong(store: SpaceStore, dimension: number, sds: number): void {
  const { z, sliders } = store;
  const step = sds * (sliders.sd[dimension] as number);
  const to = (z[dimension] as number) + step;
  const beyond =
    step > 0 ? to > (sliders.high[dimension] as number) : to < (sliders.low[dimension] as number);
  store.setZ(movedCode(z, dimension, beyond ? -step : step), "slider");
  store.settle();
}

function movedCode(z: Float32Array, dimension: number, by: number): Float32Array {
  const code = z.slice();
  code[dimension] = (z[dimension] as number) + by;
  return code;
}

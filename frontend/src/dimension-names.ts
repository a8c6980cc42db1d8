// What dimensions are called; naming one is an act.

import type { Channel } from "./channel.ts";
import type { Act } from "./history.ts";
import type { DimensionNames as Names } from "./protocol.ts";
import type { StateModel } from "./state-model.ts";
import { dimensionName } from "./words.ts";

interface NamingOptions {
  model: StateModel;
  request: Channel["request"];
  act(act: Act): void;
  onFailure(error: Error): void;
}

export class DimensionNames {
  /** By index. */
  all: ReadonlyMap<number, string>;
  readonly #options: NamingOptions;

  constructor(options: NamingOptions) {
    this.#options = options;
    this.all = this.#read();
  }

  /** The kernel has named some. */
  hear(): void {
    this.all = this.#read();
  }

  title(dimension: number): string {
    const name = this.all.get(dimension);
    return name === undefined ? dimensionName(dimension) : `${dimensionName(dimension)} ${name}`;
  }

  async name(dimension: number, name: string | null): Promise<void> {
    const { request, act, onFailure } = this.#options;
    const ask = (to: string | null) =>
      request("name_dimension", { dimension, ...(to === null ? {} : { name: to }) });
    const { before } = await ask(name);
    const again = (to: string | null) => void ask(to).catch(onFailure);
    const z = dimensionName(dimension);
    act({
      label: name === null ? `took the name of ${z} away` : `called ${z} ${name}`,
      undo: () => again(before),
      redo: () => again(name),
    });
  }

  #read(): ReadonlyMap<number, string> {
    return new Map(this.#options.model.read<Names | undefined>("dimension_names")?.names ?? []);
  }
}

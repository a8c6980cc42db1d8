// What codes are mixed by: their own dimensions, or the styles of the layers that they come to.

import { mixed } from "../../geometry/mixing.ts";
import type { StyleGroup, StyleGroups } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import type { Operand } from "../slots/index.ts";
import type { OwnGroup, Units } from "./own-groups.ts";

export class Mixing {
  readonly #proposed: readonly StyleGroup[];
  /** Groups of the user's own. */
  own: readonly OwnGroup[] = [];
  readonly how: string;
  /** How many layers, and the size of a style; null where codes themselves are mixed. */
  readonly layers: readonly [number, number] | null;
  readonly #store: SpaceStore;
  readonly #styles = new WeakMap<Float32Array, Float32Array>();

  constructor(store: SpaceStore, { groups, how, layers = null }: StyleGroups) {
    this.#store = store;
    this.#proposed = groups;
    this.how = how;
    this.layers = layers;
  }

  /** All of them, those of the user's own last. */
  get groups(): readonly StyleGroup[] {
    const size = this.layers?.[1] ?? 1;
    const own = this.own.map(({ name, dims }) => ({
      name,
      dims: Uint32Array.from({ length: dims.length * size }, (_, i) => {
        return (dims[Math.floor(i / size)] as number) * size + (i % size);
      }),
      carries: "",
    }));
    return [...this.#proposed, ...own];
  }

  /** What a group of the user's own may hold. */
  get units(): Units {
    const { latent_size } = this.#store.description;
    if (this.layers) return { noun: "layer", count: this.layers[0], find: () => undefined };
    const find = (text: string) => {
      const wanted = text.toLowerCase();
      return [...this.#store.dimensionNames].find(([, name]) => name.toLowerCase() === wanted)?.[0];
    };
    return { noun: "dimension", count: latent_size, find };
  }

  /** How many numbers a mix has. */
  get size(): number {
    return this.layers ? this.layers[0] * this.layers[1] : this.#store.description.latent_size;
  }

  /** Finds the styles of the layers of these codes, where they are needed and not known. */
  async prepare(operands: readonly Operand[]): Promise<void> {
    const codes = [...new Set(operands.map(({ z }) => z))].filter((z) => !this.#styles.has(z));
    if (!this.layers || codes.length === 0) return;
    const flat = new Float32Array(codes.reduce((sum, z) => sum + z.length, 0));
    for (const [i, z] of codes.entries()) flat.set(z, i * z.length);
    const styles = await this.#store.layerStyles(flat);
    for (const [i, z] of codes.entries()) {
      this.#styles.set(z, styles.slice(i * this.size, (i + 1) * this.size));
    }
  }

  /** What of `operand` is mixed; of layers it must be prepared. */
  of({ z }: Operand): Float32Array {
    return this.layers ? (this.#styles.get(z) as Float32Array) : z;
  }

  /** `content`, with the groups of these names by `strength` of `style`. */
  mix(content: Operand, style: Operand, names: readonly string[], strength: number): Float32Array {
    const dims = this.groups
      .filter(({ name }) => names.includes(name))
      .flatMap((group) => Array.from(group.dims));
    return mixed(this.of(content), this.of(style), dims, strength);
  }

  /** The outputs of mixes, small; or one as large as the model gives it, `exact`. */
  tiles(
    mixes: readonly Float32Array[],
    columns: number,
    size: number,
    signal?: AbortSignal,
    exact = false,
  ) {
    const flat = new Float32Array(mixes.length * this.size);
    for (const [i, mix] of mixes.entries()) flat.set(mix, i * this.size);
    const layers = this.layers ? { layers: this.layers } : {};
    return this.#store.tiles(flat, { columns, size, exact, ...layers }, { signal });
  }
}

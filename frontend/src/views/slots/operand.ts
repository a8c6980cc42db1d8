// What is put into a slot, and how it crosses from one place to another when it is dragged.

import { namesOf } from "../../names.ts";
import type { Colouring } from "../../protocol.ts";
import { sampleIndex, sampleName } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";

export type OperandKind = "code" | "bookmark" | "sample" | "mean" | "direction";

/** A code with a name; of a direction the step of one standard deviation along it. */
export interface Operand {
  name: string;
  kind: OperandKind;
  z: Float32Array;
}

/** The samples of one class: `of` is the label or attribute that the map is coloured by. */
export interface ClassOf {
  of: string;
  category: string;
}

/** What can be dragged: of a sample or a class the code may be left out, to be asked for where it is dropped. */
export type Dragged = Omit<Operand, "z"> & { z?: ArrayLike<number>; mean?: ClassOf };

export const OPERAND_TYPE = "application/x-latentwidgets-operand";

const KINDS: readonly OperandKind[] = ["code", "bookmark", "sample", "mean", "direction"];
const LONGEST_NAME = 200;

export const KIND_WORDS: Record<OperandKind, string> = {
  code: "a point",
  bookmark: "a bookmark",
  sample: "a sample",
  mean: "a mean",
  direction: "a direction",
};

/** The code of sample `index`. */
export async function sampleOperand(store: SpaceStore, index: number): Promise<Operand> {
  const { n_samples } = store.description;
  if (index >= n_samples) {
    throw new Error(`There is no sample ${index}: the last is ${n_samples - 1}.`);
  }
  const { z } = await store.request("sample", { index });
  return { name: sampleName(index), kind: "sample", z };
}

const YES_OR_NO = [
  ["False", "True"],
  ["0", "1"],
];

/** What the mean of a class is called, as latentwidgets/spaces/groups.py calls it. */
export function meanName({ name, categories }: Colouring, category: string): string {
  if (name === "label") return category;
  const pair = YES_OR_NO.find((both) => categories.every((each) => both.includes(each)));
  if (!pair) return `${name}_${category}`;
  return category === pair[1] ? name : `no_${name}`;
}

/** The mean of a class: as it has a name in the space, else of its samples. */
async function meanOperand(store: SpaceStore, name: string, mean: ClassOf): Promise<Operand> {
  const { of, category } = mean;
  const known = (await namesOf(store)).find(
    (entry) => entry.kind === "mean" && entry.of === of && entry.name === name,
  );
  if (known) return { name, kind: "mean", z: known.z };
  const { categories, values } = await store.request("colour", { name: of });
  const k = categories.indexOf(category);
  const indices = Uint32Array.from(values.keys()).filter((i) => values[i] === k);
  if (indices.length === 0) throw new Error(`“${name}” is the mean of no sample here.`);
  const { z } = await store.request("mean", { indices });
  return { name, kind: "mean", z };
}

const models = new WeakMap<SpaceStore, string>();

/**
 * Which model the codes of `store` are of: two trainings differ in nothing else. Asked for early, so
 * that a drag can say it at once; "" where it cannot be told.
 */
export async function modelOf(store: SpaceStore): Promise<string> {
  const known = models.get(store);
  if (known !== undefined) return known;
  try {
    const { space } = await store.identity();
    models.set(store, space.fingerprint);
    return space.fingerprint;
  } catch {
    return ""; // the kernel has stopped, or is asked again at the next drop
  }
}

/** As text for a drag; it says which space it comes from, and of which model as far as known. */
export function writeOperand(store: SpaceStore, operand: Dragged): string {
  const { name, kind, z, mean } = operand;
  const model = models.get(store) || undefined;
  const space = spaceKey(store);
  return JSON.stringify({ name, kind, mean, space, model, z: z && Array.from(z) });
}

/** Reads what was dropped, from another widget or page maybe; an error says why it cannot be used. */
export async function readOperand(store: SpaceStore, text: string): Promise<Operand> {
  const value = parsed(text);
  const { name, kind, z, space, model, mean } = value;
  const named = typeof name === "string" && name.length > 0 && name.length <= LONGEST_NAME;
  if (!named || !KINDS.includes(kind as OperandKind)) {
    throw new Error("What was dropped is no point of a latent space.");
  }
  const { name: here, latent_size } = store.description;
  const size = Array.isArray(z) ? z.length : latent_size;
  if (size !== latent_size) {
    throw new Error(
      `“${name}” comes from another space: it has ${size} numbers, and codes of ${here} have ${latent_size}.`,
    );
  }
  const isElsewhere = space !== undefined && space !== spaceKey(store);
  if (isElsewhere || (typeof model === "string" && !(await isOf(store, model)))) {
    throw new Error(`“${name}” comes from another space, where its numbers mean something else.`);
  }
  const index = kind === "sample" ? sampleIndex(name) : null;
  if (!Array.isArray(z) && index !== null) return sampleOperand(store, index);
  if (!Array.isArray(z) && kind === "mean" && isClass(mean)) return meanOperand(store, name, mean);
  if (!Array.isArray(z) || !z.every(isFloat32)) {
    throw new Error(`“${name}” was dropped without a code of finite numbers.`);
  }
  return { name, kind: kind as OperandKind, z: Float32Array.from(z as number[]) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === "object") return value as Record<string, unknown>;
  } catch {
    // Said below, with all else that is none.
  }
  return {};
}

async function isOf(store: SpaceStore, model: string): Promise<boolean> {
  const here = await modelOf(store);
  return here === "" || here === model;
}

/** The same for all views of one space, and of one exported page. */
function spaceKey(store: SpaceStore): string {
  const { name, n_samples, latent_shape } = store.description;
  return `${name} (${n_samples}; ${latent_shape.join(" × ")})`;
}

function isClass(value: unknown): value is ClassOf {
  const { of, category } = (value ?? {}) as Record<string, unknown>;
  return typeof of === "string" && typeof category === "string";
}

function isFloat32(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(Math.fround(value));
}

// A direction as the JSON of latentwidgets/spaces/directions/files.py, read as from a stranger.

import type { SpaceIdentity } from "../protocol.ts";
import { type Direction, LONGEST_NAME, type Quality, type Recipe } from "./direction.ts";

const FORMAT = "latentwidgets direction";
const VERSION = 1;
const METHODS = [
  "mean",
  "lda",
  "logistic",
  "svm",
  "regression",
  "pairs",
  "pca",
  "sefa",
  "jacobian",
];
const LONGEST_LABEL = 2000;
const MOST_EFFECTS = 64;
export const LARGEST_FILE = 4 * 2 ** 20;

/** With the fingerprint of the model that it is of, where that is known. */
export function writeDirection(
  direction: Direction,
  latentShape: readonly number[],
  fingerprint = "",
): string {
  const { name, method, label, scale, quality, recipe = null } = direction;
  return JSON.stringify(
    {
      format: FORMAT,
      version: VERSION,
      name,
      method,
      label,
      latent_shape: latentShape,
      scale,
      // Nine digits tell each float32 from its neighbours.
      vector: Array.from(direction.vector, (x) => Number(x.toPrecision(9))),
      quality,
      recipe,
      ...(fingerprint && { fingerprint }),
    },
    null,
    1,
  );
}

/** An error says why it is none, or none of this space. */
export function readDirection(text: string, latentShape: readonly number[]): Direction {
  if (text.startsWith("PK")) {
    throw new Error("Reading .npz needs Python: save the direction as .json and load that.");
  }
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("The file cannot be read as a direction: it is no JSON.");
  }
  const fault = faultOf(value);
  if (fault) throw new Error(`The file cannot be read as a direction: ${fault}.`);
  const shape = value.latent_shape as number[];
  if (String(shape) !== String(latentShape)) {
    throw new Error(
      `The direction “${value.name}” is of codes of shape (${shape.join(", ")}) and this space has ` +
        `(${latentShape.join(", ")}): it belongs to another model.`,
    );
  }
  const vector = Float32Array.from(value.vector as number[]);
  const length = Math.hypot(...vector);
  if (!(length > 1e-6)) throw new Error("The direction in the file has a vector of zeros.");
  return {
    name: (value.name as string).trim(),
    vector: Math.abs(length - 1) > 1e-6 ? vector.map((x) => x / length) : vector,
    scale: value.scale as number,
    method: value.method as string,
    label: value.label as string,
    quality: isQuality(value.quality) ? value.quality : null,
    recipe: isRecipe(value.recipe) ? value.recipe : null,
  };
}

/**
 * Reads a direction from a file of whatever model into a space of the model `here`: figures that were
 * not measured with it are left out, and `notice` says where it is of another.
 */
export function readForeign(
  text: string,
  { fingerprint: here, latent_shape, name }: SpaceIdentity,
): { direction: Direction; notice?: string } {
  const found = readDirection(text, latent_shape);
  const { fingerprint: of } = JSON.parse(text);
  if (of && of === here) return { direction: found };
  const direction = { ...found, quality: null };
  if (!of || !here) return { direction };
  direction.label = `${found.label.slice(0, 1900)}; made in another model`;
  const notice =
    `The direction “${found.name}” is of another model than ${name}, or of other weights: its ` +
    "figures were left out, and here it may do nothing, or something else.";
  return { direction, notice };
}

/** Python reads it again: here it must only be safe to write. */
function isRecipe(value: unknown): value is Recipe {
  const {
    attribute,
    value: kind,
    against,
    method,
    positive,
    negative,
    pairs,
    index,
    ...more
  } = (value ?? {}) as Recipe;
  const isText = (text: unknown) => text === undefined || typeof text === "string";
  const isGroup = (group: unknown) =>
    group === undefined || (Array.isArray(group) && group.every(Number.isInteger));
  return (
    Object.keys(more).length === 0 &&
    [attribute, kind, against, method].every(isText) &&
    [positive, negative, pairs && [pairs].flat(2)].every(isGroup) &&
    (index === undefined || Number.isInteger(index)) &&
    [attribute, positive, pairs, index].filter((given) => given !== undefined).length === 1
  );
}

function faultOf(value: Record<string, unknown>): string | null {
  if (value?.format !== FORMAT) return `it is no ${FORMAT}`;
  if (value.version !== VERSION) return `this page knows version ${VERSION} of it`;
  const { name, method, label, scale, vector } = value;
  const isText = (text: unknown, most: number) =>
    typeof text === "string" && text.trim().length > 0 && text.length <= most;
  if (!isText(name, LONGEST_NAME)) return `its name is no text of 1 to ${LONGEST_NAME} characters`;
  if (typeof label !== "string" || label.length > LONGEST_LABEL) return "its label is no text";
  if (!METHODS.includes(method as string)) return "its method is not known";
  if (!isNumber(scale) || scale <= 0) return "its scale is no number above 0";
  if (!Array.isArray(value.latent_shape) || !value.latent_shape.every(isNumber)) {
    return "its latent_shape is no list of sizes";
  }
  const size = value.latent_shape.reduce((product: number, extent) => product * extent, 1);
  const isVector = Array.isArray(vector) && vector.length === size && vector.every(isFloat32);
  return isVector ? null : `its vector is no list of ${size} finite numbers`;
}

function isQuality(value: unknown): value is Quality {
  const given = value as Quality | null;
  if (!given || typeof given !== "object") return false;
  const { side_effects, effect, words, label, auc } = given;
  return (
    typeof words === "string" &&
    typeof label === "string" &&
    (auc === null || isNumber(auc)) &&
    Array.isArray(side_effects) &&
    side_effects.length <= MOST_EFFECTS &&
    [...side_effects, ...(effect ? [effect] : [])].every(isEffect)
  );
}

function isEffect(value: unknown): boolean {
  const given = value as { title: unknown; slope: unknown; interval: unknown } | null;
  return (
    typeof given?.title === "string" &&
    isNumber(given.slope) &&
    Array.isArray(given.interval) &&
    given.interval.length === 2 &&
    given.interval.every(isNumber)
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isFloat32(value: unknown): boolean {
  return isNumber(value) && Number.isFinite(Math.fround(value));
}

// Drawings that look like the data, as latentwidgets/spaces/own/ink.py: as large as theirs, and standing
// where they stand.

import { resampler } from "./resample.ts";

/** How the pictures of a space are drawn. */
export interface Ink {
  /** In [0, 1], a channel each. */
  paper: number[];
  /** Whether they are grey drawings on plain paper, as which another can be fitted. */
  drawn: boolean;
  /** Of the longer side. */
  extent: number;
  /** Shares of height and width. */
  centre: [number, number];
}

/** Grey, in [0, 1]. */
export interface Sheet {
  values: Float32Array;
  height: number;
  width: number;
}

const EDGE = 0.01; // share of the ink left out at each side, where its extent is measured
const FAINT = 0.15; // of the strongest ink: below it is the paper's own grain
const LEAST = 0.05; // ink that is seen
const OVER = 320; // pixels of a side at which a drawing is moved, at least

/** Moves, scales and, where it is the other way round, inverts a drawing; throws where none is. */
export function fitInk(picture: Sheet, ink: Ink, height: number, width: number): Float32Array {
  const paper = ink.paper[0] as number;
  const own = median(borderOf(picture));
  const drawn = inkOf(picture, own);
  if (!(largest(drawn.values) >= LEAST)) {
    throw new Error("Nothing is drawn yet: draw something on it.");
  }
  const moved = movedTo(drawn, ink, height, width);
  const [light, room] = paper < 0.5 ? [1, 1 - paper] : [-1, paper]; // lighter than the paper or darker
  const most = Math.max(largest(moved), 1e-6);
  return moved.map((value) => Math.min(1, Math.max(0, paper + (light * room * value) / most)));
}

function inkOf({ values, height, width }: Sheet, paper: number): Sheet {
  const apart = values.map((value) => Math.abs(value - paper));
  const least = Math.fround(FAINT * Math.max(largest(apart), 1e-6));
  return { values: apart.map((value) => (value < least ? 0 : value)), height, width };
}

function borderOf({ values, height, width }: Sheet): number[] {
  const at = (y: number, x: number) => values[y * width + x] as number;
  const [rows, columns] = [height, width].map((n) => Array.from({ length: n }, (_, i) => i));
  return [
    ...[0, height - 1].flatMap((y) => (columns as number[]).map((x) => at(y, x))),
    ...[0, width - 1].flatMap((x) => (rows as number[]).map((y) => at(y, x))),
  ];
}

/** Place the ink on a sheet of many times the pixels, then average these. */
function movedTo(ink: Sheet, like: Ink, height: number, width: number): Float32Array {
  const over = Math.max(1, halfToEven(OVER / Math.max(height, width)));
  const [rows, columns] = [height * over, width * over];
  const { down, across } = profilesOf(ink);
  const longer = Math.max(extentOf(down), extentOf(across));
  const scale = (like.extent * Math.max(rows, columns)) / Math.max(longer, 1e-6);
  // From a place on the sheet back to the drawing.
  const placesOf = (n: number, centre: number, profile: Float64Array) => {
    const back = centreOf(profile);
    return Float64Array.from({ length: n }, (_, i) => (i + 0.5 - centre * n) / scale + back);
  };
  const y = placesOf(rows, like.centre[0], down);
  const x = placesOf(columns, like.centre[1], across);
  const sheet = new Float32Array(rows * columns);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      sheet[to++] = between(ink, y[row] as number, x[column] as number);
    }
  }
  return resampler({ height: rows, width: columns, channels: 1 }, { height, width }).resample(
    sheet,
  );
}

/** Linear between the centres of pixels; 0 outside. */
function between({ values, height, width }: Sheet, y: number, x: number): number {
  const [top, left] = [Math.floor(y - 0.5), Math.floor(x - 0.5)];
  const [down, across] = [y - 0.5 - top, x - 0.5 - left];
  const at = (row: number, column: number) =>
    row < 0 || column < 0 || row >= height || column >= width
      ? 0
      : (values[row * width + column] as number);
  const above = (1 - across) * at(top, left) + across * at(top, left + 1);
  const below = (1 - across) * at(top + 1, left) + across * at(top + 1, left + 1);
  return (1 - down) * above + down * below;
}

/** Sums of the ink along each axis. */
function profilesOf({ values, height, width }: Sheet) {
  const [down, across] = [new Float64Array(height), new Float64Array(width)];
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      down[row] = (down[row] as number) + (values[i] as number);
      across[column] = (across[column] as number) + (values[i] as number);
    }
  }
  return { down, across };
}

/** From where the mass along one axis begins to where it ends, to a fraction of a pixel. */
function extentOf(profile: Float64Array): number {
  const total = profile.reduce((sum, mass) => sum + mass, 0);
  return reachedAt(profile, (1 - EDGE) * total) - reachedAt(profile, EDGE * total);
}

/** Where the sum along the axis reaches `mass`. */
function reachedAt(profile: Float64Array, mass: number): number {
  let sum = 0;
  for (const [i, here] of profile.entries()) {
    if (sum + here >= mass && here > 0) return i + (mass - sum) / here;
    sum += here;
  }
  return profile.length;
}

function centreOf(profile: Float64Array): number {
  let [sum, mass] = [0, 0];
  for (const [i, here] of profile.entries()) {
    sum += (i + 0.5) * here;
    mass += here;
  }
  return sum / mass;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const high = sorted[half] as number;
  return sorted.length % 2 ? high : ((sorted[half - 1] as number) + high) / 2;
}

function halfToEven(value: number): number {
  const low = Math.floor(value);
  return value - low === 0.5 ? low + (low % 2) : Math.round(value);
}

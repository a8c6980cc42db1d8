// A waveform, and below it how loud each frequency is, on one canvas.

import { extremes, type Stretch } from "../sound/clip.ts";
import type { Spectrogram } from "../sound/spectrogram.ts";
import { viridis } from "../views/map/palette.ts";
import type { Ground } from "./surface.ts";

export interface AudioPicture {
  values: Float32Array;
  channels: number;
  sampleRate: number;
  gaps: readonly Stretch[];
  spectrogram: Spectrogram | null;
}

const LEFT = 44;
export const FOOT = 18;
const SPACE = 8;
const QUIETEST_DB = -80;
const FONT = "11px system-ui, sans-serif";
const MISSING = "#d000d0";
/** Viridis in 256 steps, RGBA in one number each. */
const SHADES = Uint32Array.from({ length: 256 }, (_, i) => {
  const [red, green, blue] = viridis(i / 255, "light");
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});

export const leftOf = (compact: boolean): number => (compact ? 0 : LEFT);

export function paintAudio(ground: Ground, picture: AudioPicture, compact: boolean): void {
  const { width, height } = ground;
  const left = leftOf(compact);
  const foot = compact ? 0 : FOOT;
  const high = Math.round((height - foot - (compact ? 0 : SPACE)) * 0.42);
  const wave = { x: left, y: 0, width: width - left, height: high };
  const top = high + (compact ? 0 : SPACE);
  const below = { x: left, y: top, width: width - left, height: height - foot - top };
  paintWave(ground, picture, wave);
  paintSpectrogram(ground, picture, below);
  for (const area of [wave, below]) paintGaps(ground, picture, area);
  if (!compact) paintAxes(ground, picture, wave, below);
}

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

function paintWave({ context, colour }: Ground, picture: AudioPicture, area: Area): void {
  const columns = Math.max(1, Math.round(area.width));
  const found = extremes(picture.values, picture.channels, columns);
  const middle = area.y + area.height / 2;
  const scale = area.height / 2 - 1;
  context.fillStyle = colour("line");
  context.fillRect(area.x, Math.round(middle), area.width, 1);
  context.fillStyle = colour("accent");
  for (let column = 0; column < columns; column++) {
    const [low, high] = [found[2 * column] as number, found[2 * column + 1] as number];
    if (Number.isNaN(low)) continue;
    const [top, bottom] = [middle - high * scale, middle - low * scale];
    context.fillRect(area.x + column, top - 0.5, 1, Math.max(1, bottom - top + 1));
  }
}

/** Upwards by octaves, so that a tone keeps its shape when its pitch moves. */
function paintSpectrogram({ context }: Ground, picture: AudioPicture, area: Area): void {
  if (!picture.spectrogram) return;
  const { columns, rows, levels } = picture.spectrogram;
  const high = Math.max(1, Math.round(area.height));
  const highest = picture.sampleRate / 2;
  const image = new ImageData(columns, high);
  const shades = new Uint32Array(image.data.buffer);
  for (let y = 0; y < high; y++) {
    const at = Math.min(rows - 1, (hertzAt(1 - (y + 0.5) / high, highest) / highest) * rows);
    const below = Math.floor(at);
    const above = Math.min(rows - 1, below + 1);
    for (let column = 0; column < columns; column++) {
      const a = levels[column * rows + below] as number;
      const b = levels[column * rows + above] as number;
      const share = Math.max(0, Math.min(1, 1 - (a + (b - a) * (at - below)) / QUIETEST_DB));
      shades[y * columns + column] = SHADES[Math.round(255 * share)] as number;
    }
  }
  const sheet = sheetOf(columns, high);
  sheet.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(sheet.canvas, area.x, area.y, area.width, area.height);
}

const LOWEST_HZ = 50;

/** The frequency at a share of the height, from the lowest shown to the highest there is. */
function hertzAt(share: number, highest: number): number {
  const lowest = Math.min(LOWEST_HZ, highest / 16);
  return lowest * (highest / lowest) ** share;
}

function shareOf(hertz: number, highest: number): number {
  const lowest = Math.min(LOWEST_HZ, highest / 16);
  return Math.log(hertz / lowest) / Math.log(highest / lowest);
}

let sheet: CanvasRenderingContext2D | null = null;

/** One canvas for all: it is drawn from at once. */
function sheetOf(width: number, height: number): CanvasRenderingContext2D {
  sheet ??= document.createElement("canvas").getContext("2d", {
    willReadFrequently: true,
  }) as CanvasRenderingContext2D;
  if (sheet.canvas.width !== width) sheet.canvas.width = width;
  if (sheet.canvas.height !== height) sheet.canvas.height = height;
  return sheet;
}

/** Hatched: not by colour alone. */
function paintGaps({ context }: Ground, picture: AudioPicture, area: Area): void {
  const samples = picture.values.length / picture.channels;
  for (const gap of picture.gaps) {
    const x = area.x + (gap.from / samples) * area.width;
    const width = Math.max(2, ((gap.to - gap.from) / samples) * area.width);
    context.save();
    context.beginPath();
    context.rect(x, area.y, width, area.height);
    context.clip();
    context.strokeStyle = MISSING;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let at = -area.height; at < width; at += 7) {
      context.moveTo(x + at, area.y + area.height);
      context.lineTo(x + at + area.height, area.y);
    }
    context.stroke();
    context.restore();
  }
}

function paintAxes(ground: Ground, picture: AudioPicture, wave: Area, below: Area): void {
  const { context, colour } = ground;
  context.font = FONT;
  context.fillStyle = colour("soft");
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const [level, word] of [
    [1, "1"],
    [0, "0"],
    [-1, "−1"],
  ] as const) {
    const y = wave.y + (wave.height / 2) * (1 - level);
    context.fillText(word, wave.x - 6, Math.max(6, Math.min(wave.y + wave.height - 6, y)));
  }
  const highest = picture.sampleRate / 2;
  let last = Number.POSITIVE_INFINITY;
  for (const hertz of hertzTicks(highest)) {
    const y = below.y + below.height * (1 - shareOf(hertz, highest));
    if (y > below.y + below.height - 5 || y < below.y + 5 || last - y < 15) continue;
    context.fillText(hertzWords(hertz), below.x - 6, y);
    last = y;
  }
  const seconds = picture.values.length / picture.channels / picture.sampleRate;
  context.textBaseline = "alphabetic";
  for (const second of ticks(seconds, below.width / 70)) {
    const x = below.x + (second / seconds) * below.width;
    context.textAlign = second === 0 ? "left" : x > ground.width - 18 ? "right" : "center";
    context.fillText(secondWords(second), x, below.y + below.height + 13);
  }
}

/** Round numbers from 0 to `end`, about `n` of them. */
export function ticks(end: number, n: number): number[] {
  const rough = end / Math.max(1, n);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= rough) ?? 10);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** 1, 2 and 5 of each power of ten. */
function hertzTicks(highest: number): number[] {
  const powers = Array.from({ length: 6 }, (_, i) => 10 ** i);
  return powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((hertz) => hertz < highest);
}

const hertzWords = (hertz: number) =>
  hertz >= 1000 ? `${+(hertz / 1000).toFixed(2)} kHz` : `${Math.round(hertz)} Hz`;
const secondWords = (second: number) => `${+second.toFixed(3)} s`;

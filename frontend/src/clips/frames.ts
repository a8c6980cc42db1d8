// The outputs of many codes, ready to be drawn one after another: for a GIF, a video, a strip.

import { miniaturePainter } from "../miniatures/index.ts";
import type { Modality } from "../modalities/index.ts";
import { bitmapFrom } from "../renderers/image.ts";
import type { SpaceStore } from "../store.ts";

/** Codes asked for at once. */
const AT_ONCE = 16;
const TEXT_SHAPE = [384, 128] as const;

export interface ClipFrames {
  width: number;
  height: number;
  count: number;
  /** Draws one frame over all of a canvas of that size. */
  draw(context: CanvasRenderingContext2D, index: number): void;
  /** Gives their pictures back. */
  close(): void;
}

export interface FrameColours {
  ground: string;
  ink: string;
}

type Draw = (context: CanvasRenderingContext2D) => void;

/** Decodes flat `codes`, to be closed by the caller; `size` is the longer side at most, in pixels. */
export async function loadFrames(
  store: SpaceStore,
  codes: Float32Array,
  size: number,
  colours: FrameColours,
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<ClipFrames> {
  const { modality, latent_size } = store.description;
  const { tile, width, height } = shapeOf(modality, size);
  const count = codes.length / latent_size;
  const draws: Draw[] = [];
  const sheets: ImageBitmap[] = [];
  const close = () => {
    for (const sheet of sheets) sheet.close();
  };
  try {
    for (let start = 0; start < count; start += AT_ONCE) {
      const some = codes.slice(start * latent_size, (start + AT_ONCE) * latent_size);
      const columns = some.length / latent_size;
      const strips = await store.tiles(some, { columns, size: tile }, { signal });
      signal.throwIfAborted();
      if ("texts" in strips) {
        draws.push(...strips.texts.map((text) => textDraw(text, width, height, colours.ink)));
      } else {
        const sheet = await bitmapFrom(strips.atlas);
        sheets.push(sheet);
        draws.push(...tileDraws(sheet, columns, width, height));
      }
      onProgress(Math.min(count, start + AT_ONCE), count);
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    width,
    height,
    count,
    draw(context, index) {
      context.fillStyle = colours.ground;
      context.fillRect(0, 0, width, height);
      draws[index]?.(context);
    },
    close,
  };
}

/** Pictures as they are, a whole number of times as large; lines and notes are painted as large. */
function shapeOf(modality: Modality, size: number) {
  if (modality.kind === "text") {
    const [width, height] = TEXT_SHAPE;
    return { tile: 4, width, height };
  }
  if (modality.kind !== "image") {
    const { width, height } = miniaturePainter(modality, size);
    return { tile: size, width, height };
  }
  const longest = Math.max(modality.width, modality.height);
  const tile = Math.max(4, Math.min(size, longest));
  const times = Math.max(1, Math.floor(size / tile)) * (tile / longest);
  const side = (extent: number) => Math.max(1, Math.round(extent * times));
  return { tile, width: side(modality.width), height: side(modality.height) };
}

function tileDraws(sheet: ImageBitmap, columns: number, width: number, height: number): Draw[] {
  const tile = sheet.width / columns;
  return Array.from({ length: columns }, (_, column) => (context) => {
    context.imageSmoothingEnabled = false;
    context.drawImage(sheet, column * tile, 0, tile, sheet.height, 0, 0, width, height);
  });
}

function textDraw(text: string, width: number, height: number, ink: string): Draw {
  return (context) => {
    context.fillStyle = ink;
    context.font = "18px system-ui, 'DejaVu Sans', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    const lines = wrapped(text, (line) => context.measureText(line).width < width - 32);
    for (const [i, line] of lines.entries()) {
      context.fillText(line, width / 2, height / 2 + 24 * (i - (lines.length - 1) / 2));
    }
  };
}

function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    const longer = line ? `${line} ${word}` : word;
    if (line && !fits(longer)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

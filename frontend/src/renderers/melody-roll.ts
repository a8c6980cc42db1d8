// A melody as a piano roll on a canvas: pitches upward, steps to the right, a colour for each voice.

import type { MelodyModality } from "../modalities/melody.ts";
import { isBlack, type Note, pitchName } from "../sound/notes.ts";
import { classMark } from "../views/map/palette.ts";
import type { Ground } from "./surface.ts";

export interface RollNotes {
  notes: Note[];
  /** Those of `notes` that were not there at the last rest. */
  added: ReadonlySet<Note>;
  /** What was there at the last rest and is not any more. */
  gone: Note[];
  /** Steps of which the model gave no number. */
  missing: ReadonlySet<number>;
  muted: ReadonlySet<number>;
}

const GUTTER = 34;
const BEATS_IN_BAR = 4;
/** C, E and G: far enough apart to be named in low rows. */
const inTriad = (midi: number) => [0, 4, 7].includes(midi % 12);
const isTonic = (midi: number) => midi % 12 === 0;
const FONT = "11px system-ui, sans-serif";

/** Where the steps lie on a canvas: what a playhead over it must know too. */
export function gutterOf(compact: boolean): number {
  return compact ? 0 : GUTTER;
}

export function voiceColour(voice: number, voices: number, theme: Ground["theme"]): string {
  return classMark(voice, Math.max(voices, 2), theme).colour;
}

export function paintRoll(
  ground: Ground,
  modality: MelodyModality,
  roll: RollNotes,
  compact: boolean,
): void {
  const { context, width, height } = ground;
  const gutter = gutterOf(compact);
  const place: Place = {
    left: gutter,
    step: (width - gutter) / modality.steps,
    row: height / modality.pitches,
    pitches: modality.pitches,
  };
  paintKeys(ground, modality, place, compact);
  paintBeats(ground, modality, place);
  paintMissing(ground, roll.missing, place);
  context.lineJoin = "round";
  for (const note of roll.gone) paintGone(ground, note, place);
  // The first voice lies over its harmony.
  for (const note of [...roll.notes].reverse()) {
    const colour = voiceColour(note.voice, modality.voices, ground.theme);
    context.globalAlpha = roll.muted.has(note.voice) ? 0.3 : 1;
    paintNote(ground, note, place, colour, roll.added.has(note));
  }
  context.globalAlpha = 1;
}

interface Place {
  left: number;
  step: number;
  row: number;
  pitches: number;
}

function box({ pitch, start, length }: Note, place: Place): [number, number, number, number] {
  const gap = place.row > 4 ? 0.5 : 0;
  return [
    place.left + start * place.step + 0.5,
    (place.pitches - 1 - pitch) * place.row + gap,
    Math.max(1.5, length * place.step - 1),
    Math.max(1.5, place.row - 2 * gap),
  ];
}

/** Rows of the black keys, and the names of as many keys as there is room for. */
function paintKeys(
  { context, width, colour }: Ground,
  { low, pitches }: MelodyModality,
  { row }: Place,
  compact: boolean,
): void {
  context.fillStyle = colour("line");
  for (let pitch = 0; pitch < pitches; pitch++) {
    if (!isBlack(low + pitch)) continue;
    context.globalAlpha = 0.55;
    context.fillRect(0, (pitches - 1 - pitch) * row, width, row);
  }
  context.globalAlpha = 1;
  if (compact) return;
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = colour("soft");
  const isNamed = row >= 11 ? () => true : row >= 5 ? inTriad : isTonic;
  for (let pitch = 0; pitch < pitches; pitch++) {
    const midi = low + pitch;
    if (!isNamed(midi)) continue;
    const y = Math.max(6, Math.min((pitches - 0.5 - pitch) * row, pitches * row - 6));
    context.fillText(pitchName(midi), GUTTER - 6, y);
  }
}

function paintBeats(
  { context, height, colour }: Ground,
  { steps, steps_per_beat }: MelodyModality,
  { left, step }: Place,
): void {
  context.fillStyle = colour("edge");
  for (let at = 0; at <= steps; at += steps_per_beat) {
    const bar = (at / steps_per_beat) % BEATS_IN_BAR === 0;
    context.globalAlpha = bar ? 0.7 : 0.28;
    const x = Math.min(left + at * step, left + steps * step - 1);
    context.fillRect(Math.round(x), 0, 1, height);
  }
  context.globalAlpha = 1;
}

/** A note's beginning is a full bar of its colour, what is held paler, within one outline. */
function paintNote(
  { context, colour }: Ground,
  note: Note,
  place: Place,
  fill: string,
  isNew: boolean,
): void {
  const [x, y, width, height] = box(note, place);
  const head = Math.min(width, Math.max(3, Math.min(place.step * 0.45, 7)));
  const alpha = context.globalAlpha;
  context.fillStyle = colour("panel");
  context.fillRect(x, y, width, height); // what lies under it would tint it
  context.fillStyle = fill;
  context.globalAlpha = alpha * 0.55;
  context.fillRect(x, y, width, height);
  context.globalAlpha = alpha;
  context.fillRect(x, y, head, height);
  context.strokeStyle = isNew ? colour("ink") : fill;
  context.lineWidth = isNew ? 1.75 : 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function paintGone({ context, colour }: Ground, note: Note, place: Place): void {
  const [x, y, width, height] = box(note, place);
  context.strokeStyle = colour("edge");
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.setLineDash([]);
}

/** Steps without numbers are hatched. */
function paintMissing(
  { context, height }: Ground,
  missing: ReadonlySet<number>,
  { left, step }: Place,
): void {
  context.strokeStyle = "#d000d0";
  context.lineWidth = 1.5;
  for (const at of missing) {
    context.save();
    context.beginPath();
    context.rect(left + at * step, 0, step, height);
    context.clip();
    context.beginPath();
    const x = left + at * step;
    for (let y = -step; y < height + step; y += 7) {
      context.moveTo(x, y + step);
      context.lineTo(x + step, y);
    }
    context.stroke();
    context.restore();
  }
}

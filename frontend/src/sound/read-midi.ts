// Melodies from MIDI files, as latentwidgets/modalities/midi.py reads them.

import { type MidiEvent, parseMidi } from "midi-file";

/** Start and end in beats, MIDI number. */
export type Note = readonly [start: number, end: number, pitch: number];

const MOST_BYTES = 1 << 20;
const MOST_NOTES = 100_000;
const PERCUSSION = 9; // MIDI's tenth channel
const LONGEST_TIME = 2 ** 28; // ticks between two events: four bytes, as MIDI has them
/** A number is spelled in bytes from 128 on and a last one below. */
const LONGEST_NUMBER = 4096;
/** What events say in bytes below 128. */
const SAID = ["noteNumber", "velocity", "amount", "controllerType", "programNumber"] as const;

/** The notes of a file: one list for each track and channel that has some, percussion aside. */
export function readMidi(file: Uint8Array): Note[][] {
  if (file.length > MOST_BYTES) {
    throw new Error(
      `The file is larger than the ${MOST_BYTES.toLocaleString("en-US")} bytes of a MIDI file here.`,
    );
  }
  checkNumbers(file);
  checkChunks(file);
  let midi: ReturnType<typeof parseMidi>;
  try {
    midi = parseMidi(file);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  const { ticksPerBeat } = midi.header;
  if (!ticksPerBeat) {
    throw new Error("The file keeps time in frames, and time in beats was expected.");
  }
  const count = { notes: 0 };
  const parts = midi.tracks.flatMap((track) => partsOf(track, ticksPerBeat, count));
  if (parts.length === 0) throw new Error("The file has no notes, percussion aside.");
  return parts;
}

/** By their start, then by their end and pitch. */
export const byStart = (a: Note, b: Note): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

function unreadable(why: string): Error {
  return new Error(`The file cannot be read as a MIDI file (${why.replace(/\.$/, "")}).`);
}

function checkNumbers(file: Uint8Array): void {
  let long = 0;
  for (const byte of file) {
    long = byte < 128 ? 0 : long + 1;
    if (long === LONGEST_NUMBER) throw unreadable("a time is endless");
  }
}

/** The library takes a file that ends early for a whole one. */
function checkChunks(file: Uint8Array): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const name = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.length >= 4 && name(0) !== "MThd") throw unreadable("it does not begin as one");
  if (file.length < 14) throw unreadable("it is cut off");
  const n = view.getUint16(10);
  let at = 8 + view.getUint32(4);
  for (let track = 0; track < n; track++) {
    if (at + 8 > file.length) throw unreadable("it is cut off");
    at += 8 + view.getUint32(at + 4);
  }
  if (at > file.length) throw unreadable("it is cut off");
}

/** The notes of a track by its channels. */
function partsOf(track: readonly MidiEvent[], ticks: number, count: { notes: number }): Note[][] {
  const parts = new Map<number, Note[]>();
  const open = new Map<number, number>();
  let now = 0;
  for (const event of track) {
    checkEvent(event);
    now += event.deltaTime;
    if (event.type !== "noteOn" && event.type !== "noteOff") continue;
    const { channel, noteNumber } = event;
    if (channel === PERCUSSION) continue;
    const key = 128 * channel + noteNumber;
    const start = open.get(key);
    if (start !== undefined) {
      open.delete(key);
      const part = parts.get(channel) ?? [];
      parts.set(channel, part);
      part.push([start / ticks, now / ticks, noteNumber]);
    }
    if (event.type === "noteOn") {
      open.set(key, now);
      count.notes += 1;
      if (count.notes > MOST_NOTES) {
        throw new Error(`A MIDI file has more than ${MOST_NOTES.toLocaleString("en-US")} notes.`);
      }
    }
  }
  const channels = [...parts.keys()].sort((a, b) => a - b);
  return channels.map((channel) => (parts.get(channel) ?? []).sort(byStart));
}

/** Of a track that ends within an event the library reads numbers that are none. */
function checkEvent(event: MidiEvent): void {
  const { deltaTime } = event;
  if (!(deltaTime >= 0 && deltaTime < LONGEST_TIME)) throw unreadable("a time is endless");
  for (const name of SAID) {
    if (!(name in event)) continue;
    const value = (event as unknown as Record<string, unknown>)[name];
    if (value === undefined) throw unreadable("it is cut off");
    if ((value as number) > 127) throw unreadable("data byte must be in range 0..127");
  }
}

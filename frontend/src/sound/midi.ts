// A melody as a standard MIDI file: format 1, a track for the tempo, then one for each voice.

import { type MidiEvent, writeMidi } from "midi-file";
import type { InstrumentName } from "./engine.ts";
import type { MelodyShape } from "./melody-player.ts";
import { notesOf } from "./notes.ts";

const TICKS_PER_BEAT = 480;
const VELOCITY = 90;
const DRUMS = 9; // the channel that is no instrument

/** Numbers of General MIDI, from 0. */
const PROGRAMS: Record<InstrumentName, number> = {
  piano: 0,
  organ: 19,
  strings: 48,
  flute: 73,
  pluck: 24,
};

export interface MidiOptions {
  tempo: number;
  instrument: InstrumentName;
  /** Of the voices; may be fewer. */
  names: readonly string[];
}

/** The bytes of the file for the grid `values`. */
export function melodyToMidi(
  values: Float32Array,
  shape: MelodyShape,
  { tempo, instrument, names }: MidiOptions,
): Uint8Array<ArrayBuffer> {
  const ticks = TICKS_PER_BEAT / shape.steps_per_beat;
  const head: MidiEvent[] = [
    { deltaTime: 0, meta: true, type: "setTempo", microsecondsPerBeat: Math.round(6e7 / tempo) },
    { deltaTime: 0, meta: true, type: "endOfTrack" },
  ];
  const notes = notesOf(values, shape);
  const tracks = Array.from({ length: shape.voices }, (_, voice) => {
    const channel = (voice % 15) + (voice % 15 >= DRUMS ? 1 : 0);
    const timed: [number, MidiEvent][] = [];
    for (const note of notes) {
      if (note.voice !== voice) continue;
      const sound = { channel, noteNumber: shape.low + note.pitch };
      const [on, off] = [note.start * ticks, (note.start + note.length) * ticks];
      timed.push([on, { ...sound, type: "noteOn", deltaTime: 0, velocity: VELOCITY }]);
      timed.push([off, { ...sound, type: "noteOff", deltaTime: 0, velocity: 0 }]);
    }
    // What ends goes before what begins: a repeated note is not ended by its forerunner.
    const rank = (event: MidiEvent) => (event.type === "noteOff" ? 0 : 1);
    timed.sort(([a, first], [b, second]) => a - b || rank(first) - rank(second));
    const end = shape.steps * ticks;
    const programNumber = PROGRAMS[instrument];
    const events: MidiEvent[] = [
      { deltaTime: 0, meta: true, type: "trackName", text: latin(names[voice] ?? "") },
      { deltaTime: 0, channel, type: "programChange", programNumber },
    ];
    let before = 0;
    for (const [at, event] of timed) {
      events.push({ ...event, deltaTime: Math.round(at) - before });
      before = Math.round(at);
    }
    events.push({ deltaTime: Math.round(end) - before, meta: true, type: "endOfTrack" });
    return events;
  });
  const header = { format: 1, numTracks: tracks.length + 1, ticksPerBeat: TICKS_PER_BEAT } as const;
  return Uint8Array.from(writeMidi({ header, tracks: [head, ...tracks] }));
}

/** UTF-8 as one character a byte, which is how the writer takes text. */
function latin(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

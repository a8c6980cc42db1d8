import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMidi } from "midi-file";
import { fileName } from "../src/sound/download.ts";
import { melodyToMidi } from "../src/sound/midi.ts";
import { notesOf } from "../src/sound/notes.ts";
import { writeWav } from "../src/sound/wav.ts";
import { seeded } from "./vectors.ts";

const SHAPE = { voices: 2, steps: 8, pitches: 24, low: 48, steps_per_beat: 2 };

function randomRoll(): Float32Array {
  const random = seeded(3);
  const values = new Float32Array(2 * 8 * 24);
  for (let i = 0; i < values.length; i++)
    values[i] = [0, 0, 0, 0.5, 1][Math.floor(5 * random())] ?? 0;
  return values;
}

test("a MIDI file holds the notes, tempo, names and instruments", () => {
  const values = randomRoll();
  const names = ["mélodie ♪", "<b>"];
  const bytes = melodyToMidi(values, SHAPE, { tempo: 90, instrument: "flute", names });
  const { header, tracks } = parseMidi(bytes);
  assert.equal(header.format, 1);
  assert.equal(tracks.length, 3);
  const tempo = tracks[0]?.find((event) => event.type === "setTempo");
  assert.equal(tempo?.type === "setTempo" && tempo.microsecondsPerBeat, 666667);
  const ticks = (header.ticksPerBeat ?? 0) / SHAPE.steps_per_beat;
  for (const voice of [0, 1]) {
    const found: string[] = [];
    const open = new Map<number, number>();
    let time = 0;
    for (const event of tracks[voice + 1] ?? []) {
      time += event.deltaTime;
      if (event.type === "trackName") {
        const name = new TextDecoder().decode(
          Uint8Array.from(event.text, (sign) => sign.charCodeAt(0)),
        );
        assert.equal(name, names[voice]);
      }
      if (event.type === "programChange") assert.equal(event.programNumber, 73);
      if (event.type === "noteOn") {
        assert.ok(!open.has(event.noteNumber), "a note begins within itself");
        open.set(event.noteNumber, time);
      }
      if (event.type === "noteOff") {
        const start = open.get(event.noteNumber) as number;
        open.delete(event.noteNumber);
        found.push(`${event.noteNumber} ${start / ticks} ${(time - start) / ticks}`);
      }
    }
    assert.equal(open.size, 0);
    assert.equal(time, SHAPE.steps * ticks);
    const expected = notesOf(values, SHAPE)
      .filter((note) => note.voice === voice)
      .map(({ pitch, start, length }) => `${SHAPE.low + pitch} ${start} ${length}`);
    assert.deepEqual(found.sort(), expected.sort());
  }
});

test("a melody without a note is a file all the same", () => {
  const bytes = melodyToMidi(new Float32Array(2 * 8 * 24).fill(Number.NaN), SHAPE, {
    tempo: 120,
    instrument: "piano",
    names: [],
  });
  assert.equal(parseMidi(bytes).tracks.length, 3);
});

test("a WAV file has its header and its samples, clipped, silent where a number is missing", () => {
  const samples = Float32Array.of(0, 1, -1, 2, -2, Number.NaN, 0.5, -0.25);
  const bytes = writeWav(samples, 22050, 2);
  const view = new DataView(bytes.buffer);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  assert.deepEqual([word(0), word(8), word(12), word(36)], ["RIFF", "WAVE", "fmt ", "data"]);
  assert.equal(view.getUint32(4, true), bytes.length - 8);
  assert.equal(view.getUint16(20, true), 1);
  assert.equal(view.getUint16(22, true), 2);
  assert.equal(view.getUint32(24, true), 22050);
  assert.equal(view.getUint32(28, true), 88200);
  assert.equal(view.getUint16(32, true), 4);
  assert.equal(view.getUint16(34, true), 16);
  assert.equal(view.getUint32(40, true), 16);
  const found = Array.from({ length: 8 }, (_, i) => view.getInt16(44 + 2 * i, true));
  assert.deepEqual(found, [0, 32767, -32767, 32767, -32767, 0, 16384, -8192]);
});

test("names of files are safe in any folder of any system", () => {
  const cases: [string, string][] = [
    ["melodies/vae", "melodies-vae.mid"],
    ["../../etc/passwd", "etc-passwd.mid"],
    ["C:\\x\u0000y", "C-x-y.mid"],
    ["CON", "latent-CON.mid"],
    ["", "latent.mid"],
    ["♪♪", "latent.mid"],
    ["Mélodie d'été", "Melodie-d-ete.mid"],
    [".hidden", "hidden.mid"],
    ["<img src=x>", "img-src-x.mid"],
    ["a".repeat(300), `${"a".repeat(60)}.mid`],
  ];
  for (const [title, expected] of cases) assert.equal(fileName(title, "mid"), expected);
});

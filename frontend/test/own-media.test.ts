import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawAudio } from "../src/modalities/audio.ts";
import type { Modality, RawModality } from "../src/modalities/index.ts";
import type { RawMelody } from "../src/modalities/melody.ts";
import type { RawSeries } from "../src/modalities/series.ts";
import { type Own, sampleOf } from "../src/standalone/own.ts";
import { ownSeries, ownSound, ownTune, rawMedia } from "../src/standalone/own-media.ts";
import { close, vectors } from "./vectors.ts";

interface Read {
  output: number[];
  notices: string[];
  error: string;
}

/** MIDI's library has its own words for what is wrong inside. */
const UNREADABLE = "The file cannot be read as a MIDI file (";

async function same(read: () => Own | Promise<Own>, expected: Read, where: string): Promise<void> {
  if (expected.error) {
    const said = await Promise.resolve()
      .then(read)
      .then(
        () => "",
        (error: Error) => error.message,
      );
    if (expected.error.startsWith(UNREADABLE)) assert.ok(said.startsWith(UNREADABLE), where);
    else assert.equal(said, expected.error, where);
    return;
  }
  const { output, notices } = await read();
  assert.deepEqual(notices, expected.notices, where);
  close(output, expected.output, where);
}

const bytes = (file: number[]) => Uint8Array.from(file);

test("a tune is read and fitted as in Python, or refused in its words", async () => {
  type Case = Read & { modality: RawMelody; file?: number[]; values?: number[] };
  const cases = vectors<Case>("tunes");
  for (const [i, { modality, file, values, ...expected }] of cases.entries()) {
    const given = file ? { file: bytes(file) } : { values: Float32Array.from(values ?? []) };
    await same(() => ownTune(given, modality, modality.form), expected, `tune ${i}`);
  }
});

test("a sound is read, mixed, resampled and cut as in Python, or refused in its words", async () => {
  const cases = vectors<Read & { modality: RawAudio; file: number[] }>("recordings");
  for (const [i, { modality, file, ...expected }] of cases.entries()) {
    await same(() => ownSound({ file: bytes(file) }, modality), expected, `recording ${i}`);
  }
});

test("a table is read and stretched as in Python, or refused in its words", async () => {
  const cases = vectors<Read & { modality: RawSeries; text: string }>("tables");
  for (const { modality, text, ...expected } of cases) {
    await same(() => ownSeries({ text }, modality), expected, text.slice(0, 60));
    const file = new TextEncoder().encode(text);
    await same(() => ownSeries({ file }, modality), expected, `file: ${text.slice(0, 60)}`);
  }
});

test("an output is given to the encoder in the form in which it takes samples", () => {
  type Case = { modality: Modality; shown: RawModality; output: number[]; taken: number[] };
  for (const { modality, shown, output, taken } of vectors<Case>("taken")) {
    const where = JSON.stringify(shown);
    const values = Float32Array.from(output);
    const isText = modality.kind === "text";
    const found = isText ? sampleOf(values, modality, shown) : rawMedia(values, shown);
    assert.deepEqual(Array.from(found, Number.isNaN), Array.from(taken, Number.isNaN), where);
    const numbers = (values: Iterable<number>) => Array.from(values).map((x) => x || 0);
    close(numbers(found), numbers(taken), where);
  }
});

test("what is too large is refused before it is read", async () => {
  const melody = vectors<{ modality: RawMelody }>("tunes")[0]?.modality as RawMelody;
  const series = vectors<{ modality: RawSeries }>("tables")[0]?.modality as RawSeries;
  const audio = vectors<{ modality: RawAudio }>("recordings")[0]?.modality as RawAudio;
  const tune = { file: new Uint8Array(2 ** 20 + 1) };
  assert.throws(() => ownTune(tune, melody, melody.form), {
    message: "The file is larger than the 1,048,576 bytes of a MIDI file here.",
  });
  await assert.rejects(ownSound({ file: new Uint8Array(7 * 2 ** 20 + 1) }, audio), {
    message: "The file has 7.0 MiB: give one of at most 7 MiB.",
  });
  assert.throws(() => ownSeries({ text: "1 ".repeat(1_000_001) }, series), {
    message: "There are no numbers, or more than 1,000,000: give fewer.",
  });
  assert.throws(() => ownSeries({ text: "1".repeat(2 * 2 ** 20 + 1) }, series), {
    message: "The text has 2,097,153 letters: give at most 2,097,152 of them.",
  });
  const large = () => ownSeries({ file: new Uint8Array(4 * 2 ** 20 + 1) }, series);
  assert.throws(large, { message: "The file has 4.0 MiB: give a text of at most 4 MiB." });
});

test("what is nothing, of another grid or no text is said", async () => {
  const melody = vectors<{ modality: RawMelody }>("tunes")[0]?.modality as RawMelody;
  const series = vectors<{ modality: RawSeries }>("tables")[0]?.modality as RawSeries;
  const audio = vectors<{ modality: RawAudio }>("recordings")[0]?.modality as RawAudio;
  const { voices, steps, pitches } = melody;
  const grid = new Float32Array(voices * steps * pitches);
  const tune = (values: Float32Array) => () => ownTune({ values }, melody, melody.form);
  assert.throws(tune(grid), /There is no note yet: click some into the roll\./);
  assert.throws(tune(grid.subarray(1)), /Notes of another grid were given: \(1, 16, 30\) cells/);
  assert.throws(tune(grid.map(() => 0.7)), /cells of 0, 0\.5 or 1\./);
  assert.throws(() => ownTune({}, melody, melody.form), /Nothing was given to place: send a file/);
  assert.throws(() => ownSeries({}, series), /Nothing was given to place: send a text/);
  await assert.rejects(ownSound({ text: "a" }, audio), /Nothing was given to place: send a file/);
  const latin = () => ownSeries({ file: Uint8Array.of(0xe9, 0x3b) }, series);
  assert.throws(latin, /The file is no text in UTF-8: save it as such\./);
});

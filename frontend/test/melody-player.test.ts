import assert from "node:assert/strict";
import { test } from "node:test";
import { MelodyPlayer } from "../src/sound/melody-player.ts";
import type { RollShape } from "../src/sound/notes.ts";
import { FakeEngine, notesHeard } from "./fake-engine.ts";
import { seeded } from "./vectors.ts";

const SHAPE = { voices: 1, steps: 16, pitches: 12, low: 60, steps_per_beat: 4 };
const STEP = 60 / 120 / 4;

/** A grid of one voice from the pitch of each step: `x` rests, `-` holds, a letter begins. */
function roll(text: string, { steps, pitches }: RollShape = SHAPE): Float32Array {
  const values = new Float32Array(steps * pitches);
  let pitch = -1;
  for (const [step, sign] of [...text].entries()) {
    if (sign === "x") pitch = -1;
    else if (sign !== "-") pitch = sign.charCodeAt(0) - "a".charCodeAt(0);
    if (pitch >= 0) values[step * pitches + pitch] = sign === "-" ? 0.5 : 1;
  }
  return values;
}

function setup(text: string, shape = SHAPE) {
  const engine = new FakeEngine();
  const player = new MelodyPlayer(shape, 120, async () => engine);
  player.notes = roll(text, shape);
  return { engine, player };
}

const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;

test("notes begin at their steps and sound as long as they are held", async () => {
  const { engine, player } = setup("a---b-xxcccc----");
  player.loop = false;
  await player.play();
  engine.advance(3);
  const start = engine.ticks[0] as number;
  const heard = notesHeard(engine.heardNotes).map(({ midi, from, to }) => [
    midi - 60,
    Math.round((from - start) / STEP),
    Math.round((to - start) / STEP),
  ]);
  const expected = [
    [0, 0, 4],
    [1, 4, 6],
    [2, 8, 9],
    [2, 9, 10],
    [2, 10, 11],
    [2, 11, 16],
  ];
  assert.deepEqual(heard, expected);
  assert.equal(player.state, "stopped");
  assert.equal(player.position, 0);
});

test("a melody that is exchanged at every look plays on: even steps, no gap, no note left", async () => {
  const { engine, player } = setup("a---------------");
  const random = seeded(7);
  await player.play();
  engine.advance(10, () => {
    const letters = Array.from({ length: 16 }, () => "abcdefghijkl"[Math.floor(random() * 12)]);
    player.notes = roll(letters.map((sign, i) => (i % 3 ? "-" : sign)).join(""));
  });
  player.pause();
  const gaps = engine.ticks.slice(1).map((time, i) => time - (engine.ticks[i] as number));
  assert.ok(gaps.every((gap) => near(gap, STEP)));
  const notes = notesHeard(engine.heardNotes).sort((a, b) => a.from - b.from);
  let until = notes[0]?.from ?? 0;
  for (const { from, to } of notes) {
    assert.ok(from <= until + 1e-6, `silent from ${until} to ${from}`);
    until = Math.max(until, to);
  }
});

test("what sounds in both melodies is not struck again when they are exchanged", async () => {
  const { engine, player } = setup("a---------------");
  await player.play();
  engine.advance(1);
  player.notes = roll("a-----------b---");
  engine.advance(0.4);
  const struck = engine.heardNotes.filter(({ what }) => what === "attack");
  assert.deepEqual(
    struck.map(({ midi }) => midi - 60),
    [0],
  );
});

test("a long note of the new melody is heard at the next step, the old one ends there", async () => {
  const { engine, player } = setup("a---------------");
  await player.play();
  engine.advance(0.7);
  player.notes = roll("e---------------");
  engine.advance(0.2);
  const [first, second, third] = engine.heardNotes;
  assert.equal(first?.midi, 60);
  assert.deepEqual([second?.what, second?.midi], ["release", 60]);
  assert.deepEqual([third?.what, third?.midi], ["attack", 64]);
  assert.equal(second?.time, third?.time);
  assert.equal(engine.heardNotes.length, 3);
});

test("a pitch that begins anew is released first", async () => {
  const { engine, player } = setup("aa--------------");
  await player.play();
  engine.advance(0.5);
  const said = engine.heardNotes.map(({ what, midi }) => `${what} ${midi}`);
  assert.deepEqual(said, ["attack 60", "release 60", "attack 60"]);
});

test("voices sound together, a silenced one is released at the next step", async () => {
  const shape = { ...SHAPE, voices: 2 };
  const engine = new FakeEngine();
  const player = new MelodyPlayer(shape, 120, async () => engine);
  const values = new Float32Array(2 * 16 * 12);
  values.set(roll("a---------------"), 0);
  values.set(roll("e---------------"), 16 * 12);
  player.notes = values;
  await player.play();
  engine.advance(0.3);
  assert.deepEqual(
    engine.heardNotes.map(({ midi }) => midi),
    [60, 64],
  );
  player.setMuted(1, true);
  engine.advance(0.3);
  assert.deepEqual(
    engine.heardNotes.slice(2).map(({ what, midi }) => `${what} ${midi}`),
    ["release 64"],
  );
});

test("nothing is released before it began, however soon one pauses", async () => {
  for (const wait of [0.03, 0.06, 0.15, 0.3]) {
    const { engine, player } = setup("abcdefghabcdefgh");
    await player.play();
    engine.advance(wait);
    player.pause();
    for (const { from, to } of notesHeard(engine.heardNotes)) assert.ok(to >= from);
    assert.equal(engine.level, 0);
  }
});

test("after a pause it goes on with the step that was heard", async () => {
  const { engine, player } = setup("abcdefghijklabcd");
  await player.play();
  engine.advance(0.15 + 5.5 * STEP);
  player.pause();
  assert.equal(player.position, 5);
  engine.heardNotes.length = 0;
  await player.play();
  engine.advance(0.05);
  assert.equal(engine.heardNotes[0]?.midi, 65);
});

test("the playhead goes forward evenly, and back only where the melody repeats", async () => {
  const { engine, player } = setup("abcdefghijklabcd");
  await player.play();
  let last = 0;
  let wraps = 0;
  const each = () => {
    const { position } = player;
    if (position < last) {
      wraps += 1;
      assert.ok(last > 15 && position < 1, `${last} to ${position}`);
    } else {
      assert.ok(position - last < 0.6, `${last} to ${position}`);
    }
    last = position;
  };
  engine.advance(2, each);
  player.tempo = 97;
  engine.advance(3, each);
  assert.equal(wraps, 2);
});

test("steps missed while the page was busy are passed over, not crowded together", async () => {
  const { engine, player } = setup("abcdefghijklabcd");
  await player.play();
  engine.advance(0.5);
  engine.heardNotes.length = 0;
  engine.stall(1);
  const struck = engine.heardNotes.filter(({ what }) => what === "attack");
  assert.ok(struck.length <= 3, `${struck.length} notes at once`);
  player.pause();
});

test("on a slow page the notes of one step wait for each other, and none begins too late", async () => {
  const voices = 24;
  const { engine, player } = setup("", { ...SHAPE, voices });
  const voice = Array.from(roll("a-------b-------"));
  player.notes = Float32Array.from(Array.from({ length: voices }, () => voice).flat());
  engine.noteTakes = 0.008;
  await player.play();
  engine.advance(2);
  assert.ok(engine.heardNotes.length >= 3 * voices);
  assert.equal(engine.late, 0);
  player.pause();
});

test("tempo and instrument change while it plays; the old instrument's notes end", async () => {
  const { engine, player } = setup("a---------------");
  await player.play();
  engine.advance(0.5);
  player.tempo = 240;
  engine.advance(0.5);
  const { ticks } = engine;
  const apart = (ticks.at(-1) as number) - (ticks.at(-2) as number);
  assert.ok(near(apart, STEP / 2));
  player.instrument = "organ";
  engine.advance(0.2);
  player.pause();
  const names = notesHeard(engine.heardNotes).length;
  assert.equal(names, engine.heardNotes.filter(({ what }) => what === "attack").length);
  assert.equal(engine.heardNotes.at(-1)?.instrument, "organ");
});

test("a browser that holds the sound back is said, and the next press plays", async () => {
  const { engine, player } = setup("a---------------");
  engine.refuses = true;
  engine.running = false;
  await player.play();
  assert.equal(player.state, "held back");
  engine.refuses = false;
  await player.play();
  assert.equal(player.state, "playing");
  engine.suspend();
  assert.equal(player.state, "held back");
});

test("what begins to play stops what played", async () => {
  const [one, other] = [setup("a---------------"), setup("b---------------")];
  await one.player.play();
  await other.player.play();
  assert.equal(one.player.state, "stopped");
  assert.equal(other.player.state, "playing");
  other.player.dispose();
});

test("a pause while it starts wins; a closed player gives all back", async () => {
  const { engine, player } = setup("a---------------");
  const started = player.play();
  player.pause();
  await started;
  assert.equal(player.state, "stopped");
  await player.play();
  player.dispose();
  assert.equal(engine.disposed, true);
  assert.equal(engine.listeners, 0);
  await player.play();
  assert.equal(player.state, "stopped");
});

test("without a library the play is refused with its reason", async () => {
  const player = new MelodyPlayer(SHAPE, 120, async () => {
    throw new Error("no sound");
  });
  await assert.rejects(player.play(), /no sound/);
  assert.equal(player.state, "stopped");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, notFinite } from "../src/modalities/index.ts";
import { changedWords, segmentsOf } from "../src/modalities/segments.ts";
import type { RawText } from "../src/modalities/text.ts";
import { alternativesOf, textOf, wordsOf } from "../src/modalities/words.ts";
import { close, vectors } from "./vectors.ts";

interface Known {
  modality: RawText;
  raw: number[];
  values: number[];
  not_finite: number;
  text: string;
  words: { text: string; gap: string; slots: number[]; probability: number; is_form: boolean }[];
}

test("raw outputs become the tokens that Python finds, to the id", () => {
  for (const known of vectors<Known>("text")) {
    const where = JSON.stringify([known.modality.form, known.text]);
    const values = canonical(Float32Array.from(known.raw), known.modality);
    const ids = (all: ArrayLike<number>) => Array.from(all).filter((_, i) => i % 2 === 0);
    const shares = (all: ArrayLike<number>) => Array.from(all).filter((_, i) => i % 2 === 1);
    assert.deepEqual(ids(values), ids(known.values), where);
    const blank = (all: number[]) => all.map((share) => (Number.isNaN(share) ? -1 : share));
    close(blank(shares(values)), blank(shares(known.values)), where);
    assert.equal(notFinite(values), known.not_finite, where);
  }
});

test("tokens are printed as Python prints them, and each word knows its slots", () => {
  for (const { modality, values, text, words } of vectors<Known>("text")) {
    const tokens = Float32Array.from(values);
    assert.equal(textOf(tokens, modality), text);
    const found = wordsOf(tokens, modality).map(({ isForm, probability, ...word }, i) => {
      const known = words[i]?.probability as number;
      assert.ok(Object.is(probability, known) || Math.abs(probability - known) < 1e-6, text);
      return { ...word, is_form: isForm };
    });
    assert.deepEqual(
      found,
      words.map(({ probability: _, ...word }) => word),
      text,
    );
  }
});

test("an output of another size is refused", () => {
  const [known] = vectors<Known>("text");
  assert.throws(() => canonical(new Float32Array(3), (known as Known).modality), RangeError);
});

test("alternatives come with their probabilities, without those that are none", () => {
  const modality = { ...(vectors<Known>("text")[0] as Known).modality, alternatives: 3 };
  const values = Float32Array.of(2, 0.5, 3, 0.25, -1, 0);
  assert.deepEqual(alternativesOf(values, 0, modality), [
    { text: "cat", probability: 0.5 },
    { text: "cats", probability: 0.25 },
  ]);
});

test("words outside the longest common part are those that changed", () => {
  const changed = (text: string, before: string) => {
    const words = text.split(" ");
    const marks = changedWords(words, before.split(" "));
    return words.filter((_, i) => marks[i]).join(" ");
  };
  assert.equal(changed("the cats sleep now", "the cat sleeps now"), "cats sleep");
  assert.equal(changed("the big cat sleeps", "the cat sleeps"), "big");
  assert.equal(changed("the cat", "the cat sleeps"), "");
  assert.equal(changed("b a b", "a b"), "b");
  assert.equal(changed("a", ""), "a");
});

test("equal neighbours are one segment, and a flip lies halfway between two steps", () => {
  const texts = ["The cat sleeps.", "The cat sleeps.", "The cats sleep.", "The cats sleep here."];
  assert.deepEqual(segmentsOf(texts), [
    { text: texts[0], from: 0, to: 0.5, differing: "cat sleeps" },
    { text: texts[2], from: 0.5, to: 2.5 / 3, differing: "cats sleep" },
    { text: texts[3], from: 2.5 / 3, to: 1, differing: "here" },
  ]);
  assert.deepEqual(segmentsOf(["one", "one"]), [{ text: "one", from: 0, to: 1, differing: "" }]);
  assert.deepEqual(segmentsOf([]), []);
});

test("where the neighbour only has more, the words around that place are shown", () => {
  const [first, second] = segmentsOf(["Dogs jump high.", "Dogs did jump high."]);
  assert.equal(first?.differing, "Dogs jump");
  assert.equal(second?.differing, "did");
});

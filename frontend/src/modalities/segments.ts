// Which words of a text differ from another's, and texts along a path with equal neighbours merged.

/** Along a path from 0 to 1. */
export interface Segment {
  text: string;
  from: number;
  to: number;
  /** The words in which it differs from its neighbours. */
  differing: string;
}

/** For each of `words`, whether it is not in the longest part that both have in the same order. */
export function changedWords(words: readonly string[], before: readonly string[]): boolean[] {
  // lengths[i][j]: of the longest common part of words[i:] and before[j:].
  const columns = before.length + 1;
  const lengths = new Uint16Array((words.length + 1) * columns);
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = before.length - 1; j >= 0; j--) {
      const at = i * columns + j;
      const longer = Math.max(lengths[at + columns] as number, lengths[at + 1] as number);
      const both = (lengths[at + columns + 1] as number) + 1;
      lengths[at] = words[i] === before[j] ? both : longer;
    }
  }
  const changed: boolean[] = [];
  for (let i = 0, j = 0; i < words.length; i++) {
    const at = (k: number) => lengths[i * columns + k] as number;
    while (j < before.length && words[i] !== before[j] && at(j) === at(j + 1)) j += 1;
    const isCommon = j < before.length && words[i] === before[j];
    changed.push(!isCommon);
    if (isCommon) j += 1;
  }
  return changed;
}

/** Texts at equal steps of a path; a text flips halfway between two steps. */
export function segmentsOf(texts: readonly string[]): Segment[] {
  const steps = Math.max(1, texts.length - 1);
  const starts = texts.flatMap((text, i) => (i === 0 || text !== texts[i - 1] ? [i] : []));
  return starts.map((start, k) => {
    const next = starts[k + 1];
    const text = texts[start] as string;
    const neighbours = [texts[starts[k - 1] ?? -1], next === undefined ? undefined : texts[next]];
    return {
      text,
      from: k === 0 ? 0 : (start - 0.5) / steps,
      to: next === undefined ? 1 : (next - 0.5) / steps,
      differing: differing(text, neighbours),
    };
  });
}

const STOPS = /[.!?…,;:。؟]+$/u;

/** A word as it is compared: at a sentence's start or end it is the same. */
const bare = (word: string) => word.replace(STOPS, "").toLowerCase();

function differing(text: string, neighbours: readonly (string | undefined)[]): string {
  const words = text.split(" ");
  const compared = words.map(bare);
  const isChanged = words.map(() => false);
  const isBeside = words.map(() => false);
  for (const neighbour of neighbours) {
    if (neighbour === undefined) continue;
    const others = neighbour.split(" ").map(bare);
    changedWords(compared, others).forEach((changed, i) => {
      isChanged[i] ||= changed;
    });
    // Where the neighbour only has more, the words around that place say where.
    const more = changedWords(others, compared);
    let at = 0;
    for (const isMore of more) {
      if (isMore) {
        for (const i of [at - 1, at]) if (i >= 0 && i < words.length) isBeside[i] = true;
      } else at += 1;
    }
  }
  const shown = isChanged.includes(true) ? isChanged : isBeside;
  return words
    .filter((_, i) => shown[i])
    .join(" ")
    .replace(STOPS, "");
}

// What a slot's menu offers: where one is, bookmarks, directions, means, samples by number.

import { namesOf } from "../../names.ts";
import { sampleName } from "../../sample-names.ts";
import type { SpaceStore } from "../../store.ts";
import { count } from "../../words.ts";
import { type Operand, type OperandKind, sampleOperand } from "./operand.ts";
import { editedOperand } from "./own.ts";

export interface Choice {
  group: string;
  title: string;
  /** Beside the title, softly. */
  note: string;
  kind: OperandKind;
  take(): Operand | Promise<Operand>;
}

const SAMPLE_WISH = /^\s*(?:sample[ _]?)?(\d{1,9})\s*$/i;

/** All choices of now, in the order in which they are shown. */
export async function choicesOf(store: SpaceStore): Promise<Choice[]> {
  const names = await namesOf(store);
  return [
    ...here(store),
    ...store.bookmarks.map(
      ({ name, z }): Choice => ({
        group: "Bookmarks",
        title: name,
        note: "",
        kind: "bookmark",
        take: () => ({ name, kind: "bookmark", z }),
      }),
    ),
    ...names.map(
      ({ name, kind, of, z, count: n }): Choice => ({
        group: kind === "direction" ? "Directions" : `Means by ${of}`,
        title: name,
        note: kind === "direction" ? "one sd" : n.toLocaleString("en"),
        kind,
        take: () => ({ name, kind, z }),
      }),
    ),
  ];
}

/** The sample that `text` asks for by its number. */
export function sampleChoice(store: SpaceStore, text: string): Choice | null {
  const number = SAMPLE_WISH.exec(text)?.[1];
  if (number === undefined || Number(number) >= store.description.n_samples) return null;
  return sample(store, Number(number), "");
}

function sample(store: SpaceStore, index: number, note: string): Choice {
  return {
    group: "Here",
    title: sampleName(index),
    note,
    kind: "sample",
    take: () => sampleOperand(store, index),
  };
}

function here(store: SpaceStore): Choice[] {
  const { about, chosen, edit, selection } = store;
  const choices: Choice[] = [
    {
      group: "Here",
      title: "current point",
      note: "as it is now",
      kind: "code",
      take: () => ({ name: "point", kind: "code", z: store.z }),
    },
  ];
  if (chosen) choices.push(sample(store, chosen.index, "chosen"));
  if (about && about.nearest.index !== chosen?.index) {
    choices.push(sample(store, about.nearest.index, "nearest"));
  }
  if (edit.version > 0) {
    choices.push({
      group: "Here",
      title: "your own sample",
      note: "as placed",
      kind: "code",
      take: () => editedOperand(store),
    });
  }
  if (selection.length > 0) {
    choices.push({
      group: "Here",
      title: "mean of the selection",
      note: count(selection.length, "sample"),
      kind: "mean",
      take: () => meanOf(store, selection),
    });
  }
  return choices;
}

/** The mean code of some samples. */
export async function meanOf(store: SpaceStore, indices: Uint32Array): Promise<Operand> {
  const { z } = await store.request("mean", { indices });
  return { name: "selection", kind: "mean", z };
}

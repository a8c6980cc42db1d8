// A store over a fake kernel, for the tests of what it does.

import { SpaceStore } from "../src/store.ts";
import { FakeState, frameResult } from "./fake-link.ts";

export function open(frame?: Record<string, unknown> | null) {
  const state = new FakeState(frame);
  const store = new SpaceStore(state.link());
  return { state, store };
}

export const code = (...values: number[]) => Float32Array.from(values);
export type Opened = ReturnType<typeof open>;

/** Answers each decode, and those that come of the answers. */
export async function answerAll({ state }: Opened, change = {}): Promise<void> {
  let answered = -1;
  while (answered !== state.messages("decode").length) {
    answered = state.messages("decode").length;
    const message = state.last("decode");
    const z = message.z ?? code(...(message.point ?? []));
    await state.reply(message, frameResult({ z, ...change }));
  }
}

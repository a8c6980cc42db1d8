// The decoded picture, how far it is from the data, how fast it came, and the samples beside it.

import { h, setHidden, setText } from "../dom.ts";
import { nounOf } from "../modalities/index.ts";
import { createRenderer } from "../renderers/index.ts";
import { soundOf } from "../sound/library.ts";
import type { Cleanup, ViewFactory } from "../store.ts";
import { meterWords, runtimeWords } from "../words.ts";
import { createBadge } from "./badge.ts";
import { DecodedNote } from "./decoded-note.ts";
import { LastRest } from "./last-rest.ts";
import { boxOf } from "./output-box.ts";
import { Pointing } from "./pointing/index.ts";
import { createSamples } from "./samples.ts";

export const createDecoded: ViewFactory = (store, element) => {
  const { modality } = store.description;
  const noun = nounOf(modality);
  const { name } = store.description;
  const renderer = createRenderer(modality, { label: `Decoded ${noun}`, name, ...soundOf(store) });
  const rest = new LastRest(store);
  const empty = h("p", "lw-empty", {}, `The first ${noun} is on its way …`);
  const note = new DecodedNote(store);
  const badge = createBadge(store);
  const meter = h("span", "lw-meter");
  const samples = createSamples(store);
  const big = h("div", "lw-big", boxOf(modality), empty, renderer.element, note.element);
  const pointing = renderer.places ? new Pointing(store, big, renderer.places) : null;
  const view = h(
    "section",
    "lw-decoded",
    { "aria-label": "Decoded" },
    big,
    h("div", "lw-row", {}, badge.element, meter),
    ...(pointing ? [pointing.element] : []),
    samples.element,
  );
  element.append(view);

  const showFrame = () => {
    if (!store.frame) return;
    renderer.show(store.frame, { before: rest.frame });
    setHidden(empty, true);
  };
  const showMeter = () => {
    setText(meter, meterWords(store.status));
    const title = runtimeWords(store.status);
    if (meter.title !== title) meter.title = title;
  };
  const cleanups: Cleanup[] = [
    store.on("frame", showFrame),
    store.on("status", showMeter),
    badge.dispose,
    samples.dispose,
    () => pointing?.dispose(),
    () => rest.dispose(),
    () => note.dispose(),
    () => renderer.dispose(),
    () => view.remove(),
  ];
  showFrame();
  showMeter();
  return () => {
    for (const cleanup of cleanups) cleanup();
  };
};

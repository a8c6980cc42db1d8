// How much the data say of what is shown: a word, and on demand the figures behind it.

import { h, setText } from "../dom.ts";
import type { Cleanup, SpaceStore } from "../store.ts";
import { evidenceOf, PAST_RULE, PLACE_RULE, placeOf } from "../words.ts";

export function createBadge(store: SpaceStore): { element: HTMLElement; dispose: Cleanup } {
  const { from_data } = store.description;
  const noun = from_data ? "sample's code" : "sampled code";
  const words = h("span", "lw-badge-words");
  const why = h("span", "lw-badge-why", { "aria-hidden": "true" }, "why?");
  const toggle = h(
    "button",
    "lw-badge",
    { type: "button", "aria-expanded": "false" },
    ...[h("i", "", { "aria-hidden": "true" }), words, why],
  );
  const rows = ["distance", "density", "re-encoding"].map((name) => ({
    name: h("dt", "", {}, name),
    text: h("dd"),
  }));
  const details = h(
    "div",
    "lw-badge-details",
    { hidden: true, role: "note" },
    h("dl", "", {}, ...rows.flatMap(({ name, text }) => [name, text])),
    h(
      "details",
      "",
      {},
      h("summary", "", {}, "How the word is chosen"),
      h("p", "", {}, PLACE_RULE),
    ),
  );

  const box = h("div", "lw-badge-box", {}, toggle, details);

  const show = () => {
    const { confidence } = store;
    toggle.classList.toggle("lw-unknown", confidence === null);
    box.classList.toggle("lw-past", confidence?.isPast ?? false);
    if (!confidence) {
      delete toggle.dataset.place;
      toggle.title = "";
      setText(words, "…");
      return;
    }
    const { isPast } = confidence;
    const { place, words: said } = placeOf(confidence, confidence.gap, from_data);
    if (toggle.dataset.place !== place) toggle.dataset.place = place;
    setText(words, isPast ? `a moment ago: ${said}` : said);
    const evidence = evidenceOf(confidence, noun);
    const lines = evidence.map(([, text]) => text);
    toggle.title = [...(isPast ? [PAST_RULE] : []), ...lines].join("\n");
    if (details.hidden) return;
    for (const [i, [, text]] of evidence.entries()) {
      const row = rows[i];
      if (row) setText(row.text, text);
    }
  };
  const open = (on: boolean) => {
    details.hidden = !on;
    toggle.setAttribute("aria-expanded", String(on));
    show();
  };
  toggle.addEventListener("click", () => open(Boolean(details.hidden)));
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || details.hidden) return;
    event.stopPropagation();
    open(false);
    toggle.focus();
  };
  toggle.addEventListener("keydown", close);
  show();
  store.followReadings();
  return {
    element: box,
    dispose: store.on("confidence", show),
  };
}

// What a direction is worth: one line in words, and the table of what else it changes.

import type { Direction, Effect, Quality } from "../../directions/direction.ts";
import { button, h, setText } from "../../dom.ts";
import { signed } from "../../words.ts";

const WIDEST = 1; // sd for one sd: a bar's full length

export interface QualityLine {
  element: HTMLElement;
  show(direction: Direction): void;
  /** 0 to 1 while it is measured; null when it is not. */
  setBusy(share: number | null): void;
  say(message: string): void;
}

interface Events {
  measure(): void;
  cancel(): void;
}

export function createQuality({ measure, cancel }: Events, canMeasure: boolean): QualityLine {
  const dot = h("i", "lw-verdict", { "aria-hidden": "true" });
  const words = h("span", "lw-quality-words", { role: "status" });
  const ask = button("Measure", measure, {
    title: "On held-out samples: does it tell them apart, what does it change, what else moves",
  });
  const stop = button("Cancel", cancel, { hidden: true });
  const more = button("What else moves", () => open(table.hidden !== false), {
    "aria-expanded": "false",
    hidden: true,
  });
  for (const each of [ask, stop, more]) each.classList.add("lw-small");
  const table = h("div", "lw-side-effects", { hidden: true });
  const element = h(
    "div",
    "lw-quality",
    {},
    h("div", "lw-quality-line", {}, dot, words, ask, stop, more),
    table,
  );
  let busy = false;
  let shown: Quality | null = null;
  const open = (isOpen: boolean) => {
    table.hidden = !isOpen;
    more.setAttribute("aria-expanded", String(isOpen));
  };
  return {
    element,
    show({ quality, label }) {
      element.title = label;
      ask.hidden = quality !== null || busy || !canMeasure;
      more.hidden = quality === null || (!quality.side_effects.length && !quality.effect);
      if (quality === null) {
        shown = null;
        dot.dataset.verdict = "unknown";
        if (!busy) {
          setText(words, canMeasure ? "not measured yet" : "not measured: that needs Python");
        }
        open(false);
        return;
      }
      if (quality.label === shown?.label && quality.words === shown.words) return;
      shown = quality;
      dot.dataset.verdict = verdictOf(quality);
      setText(words, quality.words);
      table.replaceChildren(...tableOf(quality));
    },
    setBusy(share) {
      busy = share !== null;
      stop.hidden = !busy;
      ask.hidden = busy || shown !== null || !canMeasure;
      if (share !== null) setText(words, `measuring on held-out samples … ${percentOf(share)}`);
    },
    say(message) {
      setText(words, message);
      dot.dataset.verdict = "unknown";
    },
  };
}

function percentOf(share: number): string {
  return `${Math.round(100 * share)}\u00a0%`;
}

/** Good: told apart and seen to change; bad: no handle; warn: not told apart, or not known. */
export function verdictOf({ effect, tells_apart, change }: Quality): string {
  if (effect && !effect.is_blind && !effect.is_seen) return "bad";
  if (change === 0) return "bad";
  if (tells_apart === false || effect?.is_blind) return "warn";
  return tells_apart === null && effect === null ? "unknown" : "good";
}

function tableOf(quality: Quality): HTMLElement[] {
  const { effect, side_effects, reencoded } = quality;
  const readable = side_effects.filter((one) => !one.is_blind);
  const blind = side_effects.filter((one) => one.is_blind);
  const widest = Math.max(WIDEST, ...[effect, ...readable].map((one) => Math.abs(one?.slope ?? 0)));
  const head = ["what", "moves, in sd for one sd", "95 %"].map((text) =>
    h("th", "", { scope: "col" }, text),
  );
  const rows = [
    ...(effect && !effect.is_blind ? [rowOf(effect, widest, true)] : []),
    ...readable.map((one) => rowOf(one, widest, false)),
  ];
  const notes = [
    ...(blind.length
      ? [`Not read from the outputs: ${blind.map(({ name }) => name).join(", ")}.`]
      : []),
    ...(reencoded === null
      ? []
      : [
          `Read by the model's own encoder, ${percentOf(reencoded)} of a step come back: circular, ` +
            "since it was trained with the decoder.",
        ]),
    quality.label,
  ];
  return [
    h("table", "", {}, h("thead", "", {}, h("tr", "", {}, ...head)), h("tbody", "", {}, ...rows)),
    ...notes.map((note) => h("p", "lw-soft", {}, note)),
  ];
}

function rowOf(one: Effect, widest: number, isOwn: boolean): HTMLElement {
  const share = Math.min(1, Math.abs(one.slope) / widest);
  const bar = h("span", "lw-effect-bar", { "data-sign": one.slope < 0 ? "minus" : "plus" });
  bar.style.width = `${50 * share}%`;
  const [low, high] = one.interval;
  const reader =
    one.reader === null
      ? ""
      : `its reader's own score on held-out outputs: ${one.reader.toFixed(2)}`;
  return h(
    "tr",
    `${isOwn ? "lw-own" : ""}${one.is_seen ? "" : " lw-faint"}`,
    { title: reader },
    h("th", "", { scope: "row" }, one.title),
    h(
      "td",
      "",
      {},
      h("span", "lw-effect-track", { "aria-hidden": "true" }, bar),
      signed(one.slope),
    ),
    h("td", "lw-soft", {}, `${signed(low)} to ${signed(high)}`),
  );
}

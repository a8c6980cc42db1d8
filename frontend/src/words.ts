// Numbers and places as words.

import { type Confidence, type Gap, NEGLIGIBLE } from "./confidence.ts";
import { FAR_RATIO } from "./geometry/support.ts";
import type { Status } from "./status.ts";

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** "z₁₂" for dimension 12, counted from 0 as in Python. */
export function dimensionName(dimension: number): string {
  return `z${[...String(dimension)].map((digit) => SUBSCRIPTS[Number(digit)]).join("")}`;
}

const METHODS: Record<string, string> = { pca: "PCA", tsne: "t-SNE" };

export function methodName(method: string): string {
  return METHODS[method] ?? method;
}

/** "+0.49", with a true minus sign and no negative zero. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** "97 %"; "<1 %" of what is not nothing. */
export function percent(share: number): string {
  if (Number.isNaN(share)) return "–";
  return share > 0 && share < 0.01 ? "<1\u00a0%" : `${Math.round(100 * share)}\u00a0%`;
}

export type Place = "inside" | "thin" | "far";
/** Of the data's own gaps so many are smaller where a gap is large. */
const LARGE_GAP = 0.95;

/**
 * Where a code lies among the data, in a word: the worse of distance and density counts, and a large
 * re-encoding gap makes it thin; not `fromData`, the codes are a generator's, drawn at random. As `read_place` in latentwidgets/spaces/support.
 */
export function placeOf(
  reading: { doubt: number; ratio: number },
  gap?: Gap,
  fromData = true,
): PlaceWords {
  const data = fromData ? "data" : "drawn codes";
  const { doubt, ratio } = reading;
  if (doubt >= 1) {
    // By its density alone it would be a riddle to say how little further it is than the data.
    const why = ratio < FAR_RATIO ? `hardly any ${data}` : times(ratio);
    return { place: "far", words: `far outside · ${why}` };
  }
  if (doubt > 0) return { place: "thin", words: `thin · few ${data} near` };
  if (gap?.state === "known" && gap.counts && gap.share > LARGE_GAP) {
    return { place: "thin", words: "thin · encoded elsewhere" };
  }
  return { place: "inside", words: `inside the ${data}` };
}

export interface PlaceWords {
  place: Place;
  words: string;
}

/** What stands behind the word: each figure, with what it is to be read against. */
export function evidenceOf(
  confidence: Omit<Confidence, "z" | "isPast">,
  noun: string,
): [name: string, text: string][] {
  const { distance, radius, ratio, share, density, gap } = confidence;
  return [
    [
      "distance",
      distance === 0
        ? `It is a ${noun}.`
        : `The nearest ${noun} is ${figure(distance)} away: ${times(ratio)} the ${figure(radius)} within ` +
          "which 95 % of the data have five others.",
    ],
    [
      "density",
      `${densityWords(share)} (log density ${signed(density, 1)}; 0 is typical of the data).`,
    ],
    ["re-encoding", gapWords(gap, radius)],
  ];
}

function densityWords(share: number): string {
  if (share <= 0) return "The data lie nowhere as thin as here";
  if (share >= 1) return "The data are nowhere denser than here";
  return `${percent(share)} of the data lie as thin as this or thinner`;
}

function gapWords(gap: Gap, radius: number): string {
  if (gap.state === "none") return `Not measured: ${gap.reason.replace(/\.$/, "")}.`;
  if (gap.state === "waiting") return "Measured when the hand rests.";
  const { gaps } = gap;
  const least = NEGLIGIBLE * radius;
  if (gap.gap <= least) return "Encoded again, the output lands on the code.";
  const far = `Encoded again, the output lands ${figure(gap.gap)} from the code`;
  const own = gaps.high <= least ? "on theirs" : `within ${figure(gaps.high)}`;
  if (!gaps.n) return `${far}; the data's own could not be measured.`;
  return (
    `${far}: further than ${percent(gap.share)} of the data's own outputs ` +
    `(95 % of ${gaps.n} land ${own}).` +
    (gap.counts ? "" : " Such outputs change in steps, so this does not count against it.")
  );
}

/** "0.7×" */
function times(ratio: number): string {
  if (ratio >= 1000) return "over 1,000×";
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}×`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Of figures that are not those of what is shown. */
export const PAST_RULE = "Of a moment ago: what is shown now has not been measured yet.";

/** How the word is chosen. */
export const PLACE_RULE =
  "Inside: nearer than the data's own spacing, and 5 % of the data or more lie as thin. " +
  "Far outside: 1.5 times that spacing away, or thinner than all of the data and twice as deep as " +
  "their thinnest 5 %. Between them, or where the output is encoded further away than 95 % of the " +
  "data's own: thin.";

/** What is to be said where the kernel has gone; empty where it is there. */
export function stoppedWords(status: Status): string {
  if (status.connected) return "";
  const what =
    status.page.state === "ready"
      ? "pictures are still decoded in the page"
      : "the last picture stays";
  return `The kernel has stopped; ${what}.`;
}

/** "kernel · 22 ms · 48/s · cpu": where decoding runs and how fast, as measured. */
export function meterWords(status: Status): string {
  const { connected, runtime, page } = status;
  if (!connected && (runtime === "kernel" || page.state !== "ready")) return "kernel stopped";
  if (runtime === "page" && page.state === "preparing") return "page · starting …";
  if (runtime === "page" && page.state === "refused") return "page · cannot decode";
  const latency = status.roundTripMs ?? status.decodeMs;
  const parts = [
    page.state === "blended" || page.state === "nearest" ? page.state : runtime,
    latency === null ? null : `${latency < 9.5 ? latency.toFixed(1) : Math.round(latency)} ms`,
    status.fps === null ? null : `${Math.round(status.fps)}/s`,
    status.device,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

/** Where pictures are decoded and why there: the meter's details. */
export function runtimeWords(status: Status): string {
  const { page, runtime, direct } = status;
  const parts = ["Where decoding runs, and how fast, as measured."];
  if (runtime === "page" && page.state === "ready") {
    const [error, tolerance] = [page.parity, page.tolerance].map((x) => x.toExponential(0));
    parts.push(
      "The model runs in this page, without the kernel.",
      `Its outputs equal the model's own to ${error} of their size (${tolerance} is allowed).`,
    );
    if (page.missed)
      parts.push("WebGPU was asked for and is not offered to this page: the CPU runs it.");
    return parts.join(" ");
  }
  if (runtime === "page") {
    if (page.state === "preparing") parts.push("The model is being started in this page.");
    if (page.state === "blended") {
      parts.push(`Pictures are blends of some decoded beforehand: ${reasonOf(page)}.`);
    }
    if (page.state === "nearest") {
      parts.push(`Shown is the nearest of some points decoded beforehand: ${reasonOf(page)}.`);
    }
    if (page.state === "refused") parts.push(`The page cannot decode: ${reasonOf(page)}.`);
    return parts.join(" ");
  }
  parts.push(`Pictures come ${direct ? "straight from the kernel" : "by Jupyter's server"}.`);
  if (page.state === "preparing") parts.push("The page prepares to decode them itself.");
  if (page.state === "refused") {
    parts.push(`They do not come from the page: ${reasonOf(page)}.`);
  }
  return parts.join(" ");
}

/** As a part of a sentence. */
function reasonOf({ reason }: { reason: string }): string {
  return reason.replace(/\.$/, "");
}

// Numbers and places as words.

import type { About } from "./protocol.ts";
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

export type Place = "inside" | "edge" | "outside";
const EDGE_RATIO = 1.5;

/** How far `about`'s code is from the data, in units of the data's own spacing. */
export function placeOf(about: About): { place: Place; words: string; detail: string } {
  const ratio = about.ratio < 10 ? about.ratio.toFixed(1) : Math.round(about.ratio).toString();
  const detail =
    `The nearest code of the data is ${ratio} times as far as ` +
    "neighbours within the data are (95 % of them).";
  if (about.inside) return { place: "inside", words: "inside the data", detail };
  if (about.ratio <= EDGE_RATIO) {
    return { place: "edge", words: `near the edge · ${ratio}×`, detail };
  }
  return { place: "outside", words: `outside the data · ${ratio}×`, detail };
}

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

// One small curve for each figure, its value at the checkpoint shown, and what to read it against.

import { h, setText } from "../../dom.ts";
import { svg } from "../map/svg.ts";
import type { Noted, Shot } from "./film.ts";

const [WIDTH, HEIGHT, EDGE] = [200, 56, 5];

interface Line {
  key: string;
  name: string;
  label: string;
  /** Places from 0 to the number of checkpoints less one, and values. */
  points: [number, number][];
  expected: number | null;
  against: string;
}

export class Curves {
  readonly element = h("div", "lw-training-curves");
  readonly #onPlace: (place: number) => void;
  readonly #cards = new Map<string, Card>();
  #count = 1;

  constructor(onPlace: (place: number) => void) {
    this.#onPlace = onPlace;
  }

  /** Draws what was measured, and what was noted while training, over the checkpoints. */
  set(shots: readonly Shot[], noted: Readonly<Record<string, Noted>>): void {
    this.#count = Math.max(1, shots.length - 1);
    const lines = [...linesOf(shots), ...notedLines(shots, noted)];
    const keys = new Set(lines.map(({ key }) => key));
    for (const [key, card] of this.#cards) {
      if (keys.has(key)) continue;
      card.element.remove();
      this.#cards.delete(key);
    }
    for (const line of lines) {
      let card = this.#cards.get(line.key);
      if (!card) {
        card = new Card((share) => this.#onPlace(Math.round(share * this.#count)));
        this.#cards.set(line.key, card);
      }
      card.set(line, this.#count);
      this.element.append(card.element);
    }
  }

  /** Marks a place, which lies between two checkpoints while one walks. */
  mark(place: number): void {
    for (const card of this.#cards.values()) card.mark(place, this.#count);
  }
}

class Card {
  readonly element = h("figure", "lw-training-curve");
  readonly #name = h("figcaption");
  readonly #value = h("b");
  readonly #reference = h("small", "lw-soft");
  readonly #line = svg("polyline", { class: "lw-training-line", fill: "none" });
  readonly #dots = svg("g", { class: "lw-training-dots" });
  readonly #expected = svg("line", { class: "lw-training-expected" });
  readonly #marker = svg("line", { class: "lw-training-marker", y1: 0, y2: HEIGHT });
  readonly #point = svg("circle", { class: "lw-training-point", r: 3.5 });
  #drawn: Line | null = null;
  #y: (value: number) => number = () => 0;

  constructor(onShare: (share: number) => void) {
    const picture = svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
      ...[this.#expected, this.#marker, this.#line, this.#dots, this.#point],
    );
    const go = (event: PointerEvent) => {
      const { left, width } = picture.getBoundingClientRect();
      const x = ((event.clientX - left) / width) * WIDTH;
      onShare(Math.min(1, Math.max(0, (x - EDGE) / (WIDTH - 2 * EDGE))));
    };
    picture.addEventListener("pointerdown", (event) => {
      picture.setPointerCapture(event.pointerId);
      go(event);
    });
    picture.addEventListener("pointermove", (event) => {
      if (picture.hasPointerCapture(event.pointerId)) go(event);
    });
    this.#name.append(h("span"), this.#value, this.#reference);
    this.element.append(this.#name, picture);
  }

  set(line: Line, count: number): void {
    this.#drawn = line;
    this.element.title = line.label;
    setText(this.#name.firstElementChild as Element, line.name);
    const values = line.points.map(([, value]) => value).filter(Number.isFinite);
    if (line.expected !== null) values.push(line.expected);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    this.#y = (value) => HEIGHT - EDGE - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
    const at = line.points
      .filter(([, value]) => Number.isFinite(value))
      .map(([place, value]) => [x(place, count), this.#y(value)] as const);
    this.#line.setAttribute("points", at.map((pair) => pair.join(",")).join(" "));
    const few = at.length <= 40 ? at : [];
    this.#dots.replaceChildren(...few.map(([cx, cy]) => svg("circle", { cx, cy, r: 1.6 })));
    const hasExpected = line.expected !== null;
    this.#expected.setAttribute("visibility", hasExpected ? "visible" : "hidden");
    if (line.expected !== null) {
      const y = this.#y(line.expected);
      for (const [name, value] of Object.entries({ x1: 0, x2: WIDTH, y1: y, y2: y })) {
        this.#expected.setAttribute(name, String(value));
      }
      setText(this.#reference, ` ${line.against || "reference"} ${number(line.expected)}`);
    } else setText(this.#reference, "");
  }

  mark(place: number, count: number): void {
    const at = String(x(place, count));
    this.#marker.setAttribute("x1", at);
    this.#marker.setAttribute("x2", at);
    const value = this.#drawn ? valueAt(this.#drawn.points, place) : null;
    setText(this.#value, value === null ? "–" : number(value));
    this.#point.setAttribute("visibility", value === null ? "hidden" : "visible");
    if (value === null) return;
    this.#point.setAttribute("cx", at);
    this.#point.setAttribute("cy", String(this.#y(value)));
  }
}

function x(place: number, count: number): number {
  return EDGE + (place / count) * (WIDTH - 2 * EDGE);
}

function linesOf(shots: readonly Shot[]): Line[] {
  const lines = new Map<string, Line>();
  for (const [place, shot] of shots.entries()) {
    for (const { key, name, label, value, expected, against } of shot.figures) {
      const line = lines.get(key) ?? { key, name, label, points: [], expected, against };
      lines.set(key, line);
      line.expected = expected;
      line.points.push([place, value ?? Number.NaN]);
    }
  }
  return [...lines.values()];
}

/** Rounds that were noted stand between the checkpoints that were kept. */
function notedLines(shots: readonly Shot[], noted: Readonly<Record<string, Noted>>): Line[] {
  const rounds = shots.map(({ at }) => at);
  return Object.entries(noted).map(([name, { at, values }]) => ({
    key: `noted ${name}`,
    name,
    label: `${name}, as noted while training`,
    expected: null,
    against: "",
    points: Array.from(at, (round, i): [number, number] => [
      placeOf(round, rounds),
      values[i] ?? Number.NaN,
    ]).filter(([place]) => Number.isFinite(place)),
  }));
}

/** Where a round stands among others, in places; NaN beyond them. */
export function placeOf(round: number, rounds: readonly number[]): number {
  const after = rounds.findIndex((each) => each >= round);
  if (after < 0) return Number.NaN;
  if (rounds[after] === round) return after;
  if (after === 0) return Number.NaN;
  const [low, high] = [rounds[after - 1] as number, rounds[after] as number];
  return after - 1 + (round - low) / (high - low);
}

/** The value at a place, on the line between its neighbours; null beyond the ends. */
function valueAt(points: readonly [number, number][], place: number): number | null {
  const after = points.findIndex(([at]) => at >= place);
  if (after < 0) return null;
  const [high, second] = points[after] as [number, number];
  if (after === 0 || high === place)
    return high === place && Number.isFinite(second) ? second : null;
  const [low, first] = points[after - 1] as [number, number];
  const value = first + ((second - first) * (place - low)) / (high - low || 1);
  return Number.isFinite(value) ? value : null;
}

export function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}

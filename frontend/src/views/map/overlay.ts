// Paths, points and clouds of codes over the map's points, drawn anew as the camera moves.

import type { Overlay } from "../../overlays.ts";
import type { Camera } from "./camera.ts";
import type { Layout } from "./layout.ts";
import { svg } from "./svg.ts";

type Pixel = readonly [x: number, y: number];

/** Radii in pixels: of a code on a path, an end or a named point, one of a cloud, the mark. */
const RADII = { knot: 1.8, named: 4.5, cloud: 2, mark: 6 };
/** Codes of a path that lie closer, in pixels, are one line. */
const LOOSE = 7;
/** Of a normal cloud in two axes 86 % lie within so many standard deviations. */
const DEVIATIONS = 2;

interface Drawn {
  overlay: Overlay;
  pixels: readonly Pixel[];
  group: SVGGElement;
  mark: SVGElement | null;
}

export class OverlayLayer {
  readonly element = svg("svg", { class: "lw-map-overlay", "aria-hidden": "true" });
  #overlays: readonly Overlay[] = [];
  #drawn: readonly Drawn[] = [];

  show(overlays: readonly Overlay[]): void {
    this.#overlays = overlays;
  }

  /**
   * Where `overlays` are those drawn, but for their marks: moves these and returns true. A hand on
   * a scrubber moves one each frame, and a way has many codes.
   */
  moveMarks(overlays: readonly Overlay[]): boolean {
    const drawn = this.#drawn;
    const isSame =
      drawn.length === overlays.length &&
      drawn.every(({ overlay }, i) => sameButMark(overlay, overlays[i] as Overlay));
    if (!isSame) return false;
    this.#overlays = overlays;
    this.#drawn = drawn.map((each, i) => {
      const overlay = overlays[i] as Overlay;
      if (each.mark && overlay.at !== undefined) place(each.mark, along(each.pixels, overlay.at));
      return { ...each, overlay };
    });
    return true;
  }

  /** Draws what fits `layout`; nothing where it is null: the points are on their way. */
  place(camera: Camera, layout: Layout | null): void {
    if (this.#overlays.length === 0 && !this.element.hasChildNodes()) return;
    this.#drawn = layout
      ? this.#overlays.flatMap((overlay) => {
          const pixels = pixelsOf(overlay, camera, layout);
          return pixels ? [draw(overlay, pixels)] : [];
        })
      : [];
    this.element.replaceChildren(...this.#drawn.map(({ group }) => group));
  }
}

/** Null where its places are not known, or are those of another map. */
function pixelsOf({ points, dims }: Overlay, camera: Camera, layout: Layout): Pixel[] | null {
  if (!points?.length || dims !== layout.dims) return null;
  const pixels: Pixel[] = [];
  for (let start = 0; start < points.length; start += layout.dims) {
    const world = layout.toWorld(Array.from(points.subarray(start, start + layout.dims)));
    const [x, y] = camera.project(world);
    pixels.push([x, y]);
  }
  return pixels;
}

function sameButMark(one: Overlay, other: Overlay): boolean {
  const names = ["kind", "codes", "labels", "tone", "points", "dims"] as const;
  const same = names.every((name) => one[name] === other[name]);
  return same && (one.at === undefined) === (other.at === undefined);
}

function draw(overlay: Overlay, pixels: readonly Pixel[]): Drawn {
  const tone = overlay.tone ? ` lw-map-overlay-${overlay.tone}` : "";
  const group = svg("g", { class: `lw-map-overlay-${overlay.kind}${tone}` });
  if (overlay.kind === "path") {
    group.append(...line(pixels));
    if (apart(pixels) > LOOSE) group.append(...dots(pixels, RADII.knot));
  }
  if (overlay.kind === "spread") {
    group.append(...ellipse(pixels), ...dots(pixels, RADII.cloud));
  }
  if (overlay.kind === "points" && !overlay.labels) group.append(...dots(pixels, RADII.named));
  pixels.forEach((pixel, i) => {
    const label = overlay.labels?.[i];
    if (label) group.append(...named(pixel, label));
  });
  if (overlay.at === undefined) return { overlay, pixels, group, mark: null };
  const mark = svg("circle", { class: "lw-map-overlay-mark", r: RADII.mark });
  place(mark, along(pixels, overlay.at));
  group.append(mark);
  return { overlay, pixels, group, mark };
}

/** Mean distance of successive pixels. */
function apart(pixels: readonly Pixel[]): number {
  const steps = pixels.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = pixels[i] as Pixel;
    return Math.hypot(x - fromX, y - fromY);
  });
  return steps.reduce((sum, step) => sum + step, 0) / Math.max(1, steps.length);
}

/** Twice, the wider below: a halo of the ground's colour keeps it legible on any points. */
function line(pixels: readonly Pixel[]): SVGElement[] {
  const points = pixels.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const classes = ["lw-map-overlay-halo", "lw-map-overlay-line"];
  return classes.map((name) => svg("polyline", { class: name, points }));
}

function dots(pixels: readonly Pixel[], r: number): SVGElement[] {
  return pixels.map(([cx, cy]) => svg("circle", { class: "lw-map-overlay-dot", cx, cy, r }));
}

function named([x, y]: Pixel, label: string): SVGElement[] {
  const text = svg("text", { x: x + 8, y: y - 6 });
  text.textContent = label;
  return [svg("circle", { class: "lw-map-overlay-named", cx: x, cy: y, r: RADII.named }), text];
}

function place(mark: SVGElement, [cx, cy]: Pixel): void {
  mark.setAttribute("cx", String(cx));
  mark.setAttribute("cy", String(cy));
}

/** The pixel `at` codes along a path. */
function along(pixels: readonly Pixel[], at: number): Pixel {
  const last = pixels.length - 1;
  const place = Math.min(last, Math.max(0, at));
  const from = Math.min(Math.floor(place), Math.max(0, last - 1));
  const [a, b] = [pixels[from] as Pixel, pixels[Math.min(last, from + 1)] as Pixel];
  const share = place - from;
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** The cloud's ellipse of two standard deviations on the screen; of fewer than three points none. */
function ellipse(pixels: readonly Pixel[]): SVGElement[] {
  const n = pixels.length;
  if (n < 3) return [];
  const mean = (f: (pixel: Pixel) => number) => pixels.reduce((sum, p) => sum + f(p), 0) / n;
  const [cx, cy] = [mean(([x]) => x), mean(([, y]) => y)];
  const xx = mean(([x]) => (x - cx) ** 2);
  const yy = mean(([, y]) => (y - cy) ** 2);
  const xy = mean(([x, y]) => (x - cx) * (y - cy));
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  const [rx, ry] = [middle + apart, Math.max(0, middle - apart)].map(
    (variance) => DEVIATIONS * Math.sqrt(variance),
  ) as [number, number];
  const turn = (90 / Math.PI) * Math.atan2(2 * xy, xx - yy);
  const place = { cx, cy, rx, ry, transform: `rotate(${turn} ${cx} ${cy})` };
  return [svg("ellipse", { class: "lw-map-overlay-cloud", ...place })];
}

// What is seen of the map, back to front: veil, points, thumbnails, overlays, lasso, cursor. Knows nothing of
// gestures or of the kernel's projections; `index.ts` tells it what to show.

import { h } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { Overlay } from "../../overlays.ts";
import type { Colouring } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import type { Theme } from "../../theme.ts";
import { Camera, FLAT, type Insets, mixPoses, type Pose, TURNED, type Vector } from "./camera.ts";
import { PointCloud } from "./cloud.ts";
import { hasShapes, markPoints } from "./colours.ts";
import { Cursor } from "./cursor.ts";
import { Lasso, type Polygon } from "./lasso.ts";
import { Lattice } from "./lattice.ts";
import type { Layout } from "./layout.ts";
import { OverlayLayer } from "./overlay.ts";
import { Painter } from "./painter.ts";
import type { Rgb } from "./palette.ts";
import { pick, pointsInside, visiblePoints } from "./picking.ts";
import { Posteriors } from "./posteriors.ts";
import { MOST_THUMBNAILS, Thumbnails } from "./thumbnails.ts";
import { animate } from "./transition.ts";
import { Veil } from "./veil.ts";

export interface StageEvents {
  /** How the points are drawn, where that is to be known. */
  onNotice(text: string | null): void;
  /** Why a layer that was asked for is not there. */
  onLayer(text: string | null): void;
}

export class Stage {
  readonly element: HTMLElement;
  readonly camera = new Camera();
  readonly lasso = new Lasso();
  readonly #cloud = new PointCloud();
  readonly #painter: Painter;
  readonly #veil: Veil;
  readonly lattice: Lattice;
  readonly posteriors: Posteriors;
  readonly #overlays = new OverlayLayer();
  readonly #cursor: Cursor;
  readonly #thumbnails: Thumbnails;
  /** The points stand where the store's map has them. */
  isOwn = true;
  #point: Vector | null = null;
  #chosen: number | null = null;
  #extent: readonly [number, number] = [1, 1];
  #stopMoving: Cleanup = () => {};

  constructor(store: SpaceStore, { onNotice, onLayer }: StageEvents) {
    this.element = h("div", "lw-map-stage", { tabindex: 0, role: "application" });
    const points = h("div", "lw-map-points");
    this.#cursor = new Cursor(store.description.modality);
    this.#thumbnails = new Thumbnails(store, this.#cloud, () => this.#painter.invalidate());
    this.lattice = new Lattice(store, this, onLayer);
    this.#veil = new Veil(
      store,
      () => this.#ground(),
      () => {
        this.#showVeil();
        this.lattice.redo();
      },
    );
    this.posteriors = new Posteriors(store, () => this.#placeOverlays(), onLayer);
    this.element.append(
      ...[this.#veil.canvas, this.lattice.canvas, points, this.#thumbnails.canvas],
      ...[
        this.posteriors.element,
        this.#overlays.element,
        this.lasso.element,
        this.#cursor.element,
      ],
    );
    this.#painter = new Painter(points, this.#cloud, this.camera, {
      onFrame: (lean) => this.#place(lean),
      onRest: () => {
        this.#veil.lift(false);
        this.lattice.lift(false);
        this.lattice.refresh();
        this.#thumbnails.load(this.#thumbnailPlaces());
      },
      onNotice,
    });
    if (store.frame) this.#cursor.show(store.frame);
  }

  get layout(): Layout {
    return this.#cloud.layout;
  }

  get isFlat(): boolean {
    return this.layout.dims === 2;
  }

  /** The points are on their way to another map. */
  get isMoving(): boolean {
    return this.#cloud.moving;
  }

  // -- what is shown ------------------------------------------------------------------------

  /**
   * Goes to `layout` within `duration` ms, and looks at all of it where `refit`. It is its own where
   * the cursor decodes on it: not while another map is being computed.
   */
  setLayout(layout: Layout, duration: number, refit: boolean, isOwn = true): void {
    this.isOwn = isOwn;
    this.#veil.setLayout(isOwn ? layout : null);
    this.#stopMoving();
    const isFirst = layout.count !== this.#cloud.count;
    const turns = layout.dims !== this.#cloud.layout.dims;
    const pose = refit || turns ? this.#restingPose(layout) : null;
    this.#cloud.setLayout(layout, !isFirst && duration > 0);
    const [from, extent] = [this.camera.pose, this.#extent];
    this.#extent = layout.extent;
    this.#painter.announce();
    const step = (t: number) => {
      this.#cloud.blend = t;
      this.#mixExtents(extent, layout.extent, t);
      if (pose) this.camera.pose = mixPoses(from, pose, t);
      this.#painter.invalidate(true);
    };
    const done = () => {
      this.#cloud.from = layout.positions;
      this.#showVeil();
      this.#painter.invalidate();
    };
    this.#stopMoving = animate(isFirst ? 0 : duration, step, done);
  }

  setMarks(colouring: Colouring | null, theme: Theme, selection: Uint32Array): void {
    const marks = markPoints(this.#cloud.count, colouring, theme, selection);
    this.#cloud.marks = marks;
    this.#cloud.hasSelection = selection.length > 0;
    this.#painter.manyShapes = hasShapes(colouring);
    this.#painter.ground = this.#ground();
    this.#painter.invalidate();
  }

  /** The ground's colour has changed. */
  setTheme(): void {
    this.#veil.repaint();
    this.#painter.ground = this.#ground();
    this.#painter.invalidate();
  }

  filter(keep: (index: number) => boolean): void {
    this.#cloud.show(keep);
    this.#painter.announce();
    this.#painter.invalidate();
  }

  /** Puts the cursor at a point of the projection. */
  setPoint(point: readonly number[] | null): void {
    const fits = point?.length === this.layout.dims && point.every(Number.isFinite);
    this.#point = fits ? this.layout.toWorld(point) : null;
    this.#placeCursor();
  }

  setChosen(index: number | null): void {
    this.#chosen = index;
    this.#placeCursor();
  }

  setOverlays(overlays: readonly Overlay[]): void {
    if (this.#overlays.moveMarks(overlays)) return;
    this.#overlays.show(overlays);
    this.#placeOverlays();
  }

  showFrame(frame: Parameters<Cursor["show"]>[0]): void {
    this.#cursor.show(frame);
    this.#placeCursor();
  }

  // -- where one looks from -----------------------------------------------------------------

  resize(width: number, height: number, insets: Insets): void {
    this.camera.resize(width, height, insets);
    this.#thumbnails.resize(width, height);
    this.#painter.resize();
  }

  fit(): void {
    if (this.#cloud.moving) return;
    this.#stopMoving();
    const [from, to] = [this.camera.pose, this.#restingPose(this.layout)];
    this.#stopMoving = animate(300, (t) => {
      this.camera.pose = mixPoses(from, to, t);
      this.#painter.invalidate(true);
    });
  }

  /** Changes the camera by hand: what it did by itself ends. */
  steer(change: (camera: Camera) => void): void {
    if (this.#cloud.moving) return;
    this.#stopMoving();
    change(this.camera);
    this.#painter.invalidate(true);
  }

  // -- what lies where ----------------------------------------------------------------------

  pick(x: number, y: number, radius?: number): number | null {
    return pick(this.#cloud, this.camera, x, y, radius);
  }

  pointsInside(polygon: Polygon): Uint32Array {
    return pointsInside(this.#cloud, this.camera, polygon);
  }

  isOnCursor(x: number, y: number): boolean {
    return this.#cursor.isUnder(x, y);
  }

  /** The cursor's pixel; the middle of the view where the cursor is nowhere. */
  cursorPixel(): readonly [number, number] {
    if (!this.#point) return this.camera.centre;
    const [x, y] = this.camera.project(this.#point);
    return [x, y];
  }

  /** The doubt about what is decoded under a pixel of a flat map, 0 to 1. */
  doubtAt(x: number, y: number): number {
    const [worldX, worldY] = this.camera.unproject(x, y);
    return this.#veil.doubtAt(worldX, worldY);
  }

  /** The cursor's depth in space, towards the viewer. */
  get towards(): number {
    return this.#point ? this.camera.project(this.#point)[2] : 0;
  }

  /** The projection's coordinates under a pixel, in space at the cursor's depth. */
  pointAt(x: number, y: number): number[] {
    return this.layout.toData(this.camera.unproject(x, y, this.isFlat ? 0 : this.towards));
  }

  dispose(): void {
    this.#stopMoving();
    this.#painter.dispose();
    this.#thumbnails.dispose();
    this.#veil.dispose();
    this.lattice.dispose();
    this.posteriors.dispose();
    this.#cursor.dispose();
  }

  // -- private ------------------------------------------------------------------------------

  /** The computed `--lw-panel`, which the style sheet makes the veil canvas's text colour. */
  #ground(): Rgb {
    const { color } = getComputedStyle(this.#veil.canvas);
    const [red = 255, green = 255, blue = 255] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue];
  }

  #showVeil(): void {
    this.element.classList.toggle("lw-map-veiled", this.#veil.isOn && !this.isMoving);
    this.#veil.lift(this.isMoving);
    this.#veil.place(this.camera);
  }

  #restingPose(layout: Layout): Pose {
    return layout.dims === 3 ? TURNED : FLAT;
  }

  #mixExtents(a: readonly [number, number], b: readonly [number, number], t: number): void {
    this.camera.setExtent([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
  }

  #place(lean: boolean): void {
    this.#veil.lift(lean || this.isMoving);
    this.#veil.place(this.camera);
    this.lattice.lift(lean || this.isMoving);
    this.lattice.place(this.camera);
    this.#thumbnails.draw(this.#thumbnailPlaces());
    this.#placeOverlays();
    this.#placeCursor();
  }

  #placeOverlays(): void {
    const layout = this.isMoving ? null : this.layout;
    this.#overlays.place(this.camera, layout);
    this.posteriors.place(this.camera, layout);
  }

  #placeCursor(): void {
    const { width, height } = this.camera;
    const pixel = (world: Vector) => this.camera.project(world).slice(0, 2) as [number, number];
    const point = this.#cloud.moving ? null : this.#point;
    this.#cursor.placeCross(point && pixel(point), width, height);
    const hasRing =
      this.#chosen !== null && !this.#cloud.moving && this.layout.isFinite(this.#chosen);
    this.#cursor.placeRing(hasRing ? pixel(this.layout.at(this.#chosen as number)) : null);
  }

  #thumbnailPlaces(): { index: number; x: number; y: number }[] | null {
    const isNear = this.camera.pose.zoom > 1.3 || this.#cloud.count <= MOST_THUMBNAILS;
    if (!isNear || this.#cloud.moving) return null;
    return visiblePoints(this.#cloud, this.camera, MOST_THUMBNAILS);
  }
}

// The decoded grid behind the points: what the cursor would decode at each place that is in view. Drawn
// anew when the hand rests, and moved with the map until then; in space it stands on the plane through the
// cursor that faces the viewer, on which a drag moves the cursor, and is taken away while the map turns.

import type { Cleanup } from "../../emitter.ts";
import type { Modality } from "../../modalities/index.ts";
import { bitmapFrom } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";
import type { Camera } from "./camera.ts";
import { Sheet } from "./sheet.ts";
import type { Stage } from "./stage.ts";

/** Pixels of one cell; of texts few fit, and few are drawn. */
const CELLS: Record<Modality["kind"], readonly [width: number, height: number]> = {
  image: [58, 58],
  text: [176, 62],
  melody: [120, 76],
  audio: [120, 64],
  series: [112, 72],
};
const MOST = 256;
const REST = 200;
const LINE = 14;
/** Of its strength a tile loses so much where it is far outside the data. */
const FADED = 0.75;

export class Lattice extends Sheet {
  readonly #store: SpaceStore;
  readonly #stage: Stage;
  readonly #onTrouble: (text: string | null) => void;
  readonly #cleanups: Cleanup[];
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  /** Of what is drawn: the view and what is held there. */
  #key = "";
  /** Of what is drawn in space: where one looked from, and its left top pixel; null of a flat map. */
  #facing: { view: string; left: number; top: number; ratio: number } | null = null;

  constructor(store: SpaceStore, stage: Stage, onTrouble: (text: string | null) => void) {
    super("lw-map-lattice");
    this.canvas.dataset.kind = store.description.modality.kind;
    this.#store = store;
    this.#stage = stage;
    this.#onTrouble = onTrouble;
    this.#cleanups = [
      store.on("z", (origin) => origin !== "map" && this.refresh()),
      store.on("held", () => this.refresh()),
      store.on("projection", () => {
        this.#key = "";
        this.hide();
        this.refresh();
      }),
    ];
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  turn(on: boolean): void {
    this.#wanted = on;
    this.#key = "";
    if (on) this.refresh();
    else this.#stop();
  }

  /** Draws it anew though the view is the same: what is known of it has changed. */
  redo(): void {
    this.#key = "";
    this.refresh();
  }

  /** Draws it anew, soon, where it is wanted and something has changed. */
  refresh(): void {
    if (!this.#wanted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), REST);
  }

  override place(camera: Camera): void {
    if (!this.isOn) return;
    if (!this.#facing) super.place(camera);
    else if (this.#facing.view === viewOf(camera)) {
      const { left, top, ratio } = this.#facing;
      this.canvas.style.transform = `matrix(${1 / ratio}, 0, 0, ${1 / ratio}, ${left}, ${top})`;
    } else {
      this.#key = "";
      this.hide();
    }
  }

  dispose(): void {
    this.#stop();
    for (const cleanup of this.#cleanups) cleanup();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.hide();
  }

  async #draw(): Promise<void> {
    const stage = this.#stage;
    if (!stage.isOwn || stage.layout.count === 0) return this.hide();
    if (stage.isMoving) return this.refresh();
    const grid = gridOf(stage.camera, this.#store.description.modality.kind);
    const { anchor, off } = this.#store.held;
    const view = viewOf(stage.camera);
    const towards = stage.isFlat ? 0 : stage.towards;
    const { key: map } = this.#store.projection;
    const key = JSON.stringify([view, map, towards, off, Array.from(anchor)]);
    if (key === this.#key) return;
    this.#asking?.abort();
    const abort = new AbortController();
    this.#asking = abort;
    try {
      await this.#fill(grid, abort.signal);
      if (!abort.signal.aborted) this.#key = key;
      this.#onTrouble(null);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.hide();
      this.#onTrouble(`No lattice: ${(error as Error).message}`);
    }
  }

  async #fill(grid: Grid, signal: AbortSignal): Promise<void> {
    const { columns, rows, width, height } = grid;
    const { dims } = this.#stage.layout;
    const view = viewOf(this.#stage.camera);
    const points = new Float32Array(dims * columns * rows);
    for (let i = 0; i < columns * rows; i++) {
      const [x, y] = middleOf(grid, i);
      points.set(this.#stage.pointAt(x, y), dims * i);
    }
    const codes = await this.#store.codesAt(points, signal);
    const doubts = dims === 2 ? null : await this.#doubts(points, signal);
    const ratio = Math.min(2, devicePixelRatio || 1);
    const size = Math.min(256, Math.round(ratio * Math.max(width, height)));
    const strips = await this.#store.tiles(codes, { columns, size }, { signal });
    const image = "texts" in strips ? null : await bitmapFrom(strips.atlas);
    if (signal.aborted) return image?.close();
    const context = this.canvas.getContext("2d");
    this.canvas.width = Math.round(columns * width * ratio);
    this.canvas.height = Math.round(rows * height * ratio);
    context?.scale(ratio, ratio);
    // Where the veil lies, the lattice fades too: there the decoder only guesses.
    const fade = (i: number) => {
      const doubt = doubts?.[i] ?? this.#stage.doubtAt(...middleOf(grid, i));
      if (context) context.globalAlpha = 1 - FADED * doubt;
    };
    if (context && image) {
      const [w, h] = [image.width / columns, image.height / rows];
      const scale = Math.min((width - 2) / w, (height - 2) / h);
      for (let i = 0; i < columns * rows; i++) {
        const [column, row] = [i % columns, Math.floor(i / columns)];
        const [x, y] = [(column + 0.5) * width, (row + 0.5) * height];
        const [left, top] = [x - (scale * w) / 2, y - (scale * h) / 2];
        fade(i);
        context.drawImage(image, column * w, row * h, w, h, left, top, scale * w, scale * h);
      }
    } else if (context && "texts" in strips) {
      context.fillStyle = getComputedStyle(this.canvas).color;
      context.font = "11.5px system-ui, sans-serif";
      context.textAlign = "center";
      for (const [i, text] of strips.texts.entries()) {
        fade(i);
        writeText(context, text, grid, i);
      }
    }
    image?.close();
    const [left, top] = [grid.left, grid.top];
    this.#facing = dims === 2 ? null : { view, left, top, ratio };
    const corner = (x: number, y: number) => this.#stage.camera.unproject(x, y);
    const [x0, y0] = corner(left, top);
    const [x1, y1] = corner(left + columns * width, top + rows * height);
    this.lay({ left: x0, top: y0, right: x1, bottom: y1 });
    this.place(this.#stage.camera);
  }

  /** In space there is no veil to read them from. */
  async #doubts(points: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    const { held, projection } = this.#store;
    const asked = { points, projection: projection.key, ...held };
    return (await this.#store.request("veil", asked, { signal })).doubt;
  }
}

function viewOf({ pose, width, height }: Camera): string {
  return JSON.stringify([pose, width, height]);
}

interface Grid {
  columns: number;
  rows: number;
  width: number;
  height: number;
  left: number;
  top: number;
}

/** Whole cells over the view, larger where there would be too many. */
function gridOf({ width, height }: Camera, kind: Modality["kind"]): Grid {
  const [least, high] = CELLS[kind];
  const many = (width / least) * (height / high);
  const grown = Math.max(1, Math.sqrt(many / MOST) * 1.05);
  const [w, h] = [least * grown, high * grown];
  const columns = Math.max(1, Math.floor(width / w));
  const rows = Math.max(1, Math.floor(height / h));
  const left = (width - columns * w) / 2;
  return { columns, rows, width: w, height: h, left, top: (height - rows * h) / 2 };
}

function middleOf({ columns, width, height, left, top }: Grid, i: number) {
  return [
    left + ((i % columns) + 0.5) * width,
    top + (Math.floor(i / columns) + 0.5) * height,
  ] as const;
}

/** As many whole words as three lines of a cell hold. */
function writeText(context: CanvasRenderingContext2D, text: string, grid: Grid, i: number): void {
  const { columns, width, height } = grid;
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    const longer = line ? `${line} ${word}` : word;
    if (context.measureText(longer).width <= width - 14) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.filter((line) => line).slice(0, 3);
  if (lines.length > 3) shown[2] = `${shown[2]} …`;
  const x = ((i % columns) + 0.5) * width;
  const y = (Math.floor(i / columns) + 0.5) * height - (LINE * (shown.length - 1)) / 2 + 4;
  for (const [row, line] of shown.entries()) {
    context.fillText(line, x, y + row * LINE, width - 10);
  }
}

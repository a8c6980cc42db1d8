// A drawing as what was done to it, one after the other, so that each can be undone.

export interface Stroke {
  kind: "stroke";
  colour: string;
  /** In pixels of the canvas. */
  width: number;
  points: [number, number][];
}

export type Act = Stroke | { kind: "clear" } | { kind: "image"; image: CanvasImageSource };

export class Drawing {
  readonly canvas: HTMLCanvasElement;
  paper = "#000";
  #acts: Act[] = [];
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    // It is read after each stroke; painted by the graphics card it would look otherwise then.
    const options = { willReadFrequently: true };
    this.#context = canvas.getContext("2d", options) as CanvasRenderingContext2D;
    this.repaint();
  }

  /** Whether there is anything but paper. */
  get isEmpty(): boolean {
    return this.#acts.length === 0 || this.#acts.at(-1)?.kind === "clear";
  }

  get canUndo(): boolean {
    return this.#acts.length > 0;
  }

  begin(colour: string, width: number, at: [number, number]): Stroke {
    const stroke: Stroke = { kind: "stroke", colour, width, points: [at] };
    this.#acts.push(stroke);
    this.#paintDot(stroke);
    return stroke;
  }

  go(stroke: Stroke, to: [number, number]): void {
    stroke.points.push(to);
    this.#paintPiece(stroke, stroke.points.length - 1);
  }

  add(act: Act): void {
    this.#acts.push(act);
    this.repaint();
  }

  undo(): void {
    this.#acts.pop();
    this.repaint();
  }

  repaint(): void {
    const { width, height } = this.canvas;
    this.#context.fillStyle = this.paper;
    this.#context.fillRect(0, 0, width, height);
    for (const act of this.#acts) {
      if (act.kind === "stroke") this.#paintStroke(act);
      else if (act.kind === "image") this.#paintImage(act.image);
      else {
        this.#context.fillStyle = this.paper;
        this.#context.fillRect(0, 0, width, height);
      }
    }
  }

  async file(): Promise<Uint8Array> {
    const blob = await new Promise<Blob | null>((resolve) => this.canvas.toBlob(resolve));
    if (!blob) throw new Error("The browser made no picture of the drawing: load a file.");
    return new Uint8Array(await blob.arrayBuffer());
  }

  #paintImage(image: CanvasImageSource): void {
    this.#context.imageSmoothingEnabled = true;
    this.#context.drawImage(image, 0, 0, this.canvas.width, this.canvas.height);
  }

  /** Piece by piece, so that it is the same when it is painted again. */
  #paintStroke(stroke: Stroke): void {
    this.#paintDot(stroke);
    for (let i = 1; i < stroke.points.length; i++) this.#paintPiece(stroke, i);
  }

  #paintDot({ colour, width, points }: Stroke): void {
    const [x, y] = points[0] as [number, number];
    this.#context.fillStyle = colour;
    this.#context.beginPath();
    this.#context.arc(x, y, width / 2, 0, 2 * Math.PI);
    this.#context.fill();
  }

  #paintPiece({ colour, width, points }: Stroke, to: number): void {
    const context = this.#context;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(...(points[to - 1] as [number, number]));
    context.lineTo(...(points[to] as [number, number]));
    context.stroke();
  }
}

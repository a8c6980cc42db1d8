// Texts on the map in place of dots: as many as do not cover each other, the first come first.

export interface Label {
  text: string;
  x: number;
  y: number;
  colour: string;
  dimmed: boolean;
}

const LINE = 15;
const INDENT = 7;
/** Characters in a line; a canvas cuts off nothing by itself. */
const LONGEST = 32;
const LINES = 2;

/** `style`: of the canvas, whose colours and font these are. */
export function layLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  style: CSSStyleDeclaration,
): void {
  context.font = `12px ${style.fontFamily}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const taken: [left: number, top: number, right: number, bottom: number][] = [];
  for (const { text, x, y, colour, dimmed } of labels) {
    const lines = wrapped(text);
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 2 * INDENT;
    const height = lines.length * LINE + 4;
    const inside = Math.max(0, context.canvas.clientWidth - width);
    const left = Math.round(Math.min(Math.max(0, x - width / 2), inside));
    const top = Math.round(y - height / 2);
    const box = [left, top, left + width, top + height] as const;
    const isCovered = taken.some(
      (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3],
    );
    if (isCovered) continue;
    taken.push([...box]);
    context.globalAlpha = dimmed ? 0.3 : 1;
    context.fillStyle = style.getPropertyValue("--lw-panel");
    context.fillRect(left, top, width, height);
    context.fillStyle = colour;
    context.fillRect(left, top, 3, height);
    context.fillStyle = style.color;
    for (const [i, line] of lines.entries()) {
      context.fillText(line, left + INDENT, top + 2 + (i + 0.5) * LINE);
    }
  }
}

/** At most two short lines, broken between words. */
function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/u)) {
    const line = lines.at(-1) as string;
    const longer = line ? `${line} ${word}` : word;
    if ([...longer].length <= LONGEST || !line) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, LINES).map((line) => cut(line));
  if (lines.length > LINES) shown[LINES - 1] = cut(`${lines.slice(LINES - 1).join(" ")}`);
  return shown;
}

function cut(line: string): string {
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join("")}…`;
}

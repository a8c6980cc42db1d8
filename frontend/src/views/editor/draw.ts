// Draw it: with pen or eraser, by mouse, pen or finger; encoded as soon as the hand lifts.

import { button, h } from "../../dom.ts";
import type { ImageModality } from "../../modalities/image.ts";
import { bitmapFrom } from "../../renderers/image.ts";
import type { SpaceStore } from "../../store.ts";
import { Drawing, type Stroke } from "./drawing.ts";
import type { EditSession } from "./session.ts";
import type { Source } from "./source.ts";

const SIDE = 320; // pixels of the longer side, at least
const AFTER_MS = 250; // a hand that lifts may go on at once
const PEN = 0.1; // of the side, as thick as handwriting fills a small picture
const INKS = [
  "#1b1f24",
  "#ffffff",
  "#0072b2",
  "#56b4e9",
  "#009e73",
  "#f0e442",
  "#e69f00",
  "#d55e00",
  "#cc79a7",
  "#8a5a2b",
];

export function createDraw(store: SpaceStore, session: EditSession): Source {
  const modality = store.description.modality as ImageModality;
  const factor = Math.max(1, Math.ceil(SIDE / Math.max(modality.width, modality.height)));
  const [width, height] = [factor * modality.width, factor * modality.height];
  const canvas = h("canvas", "lw-draw-canvas", {
    width,
    height,
    tabindex: 0,
    role: "img",
    "aria-label": "Drawing: use the mouse, a pen or a finger; Control and Z takes a stroke back",
    style: `aspect-ratio: ${width} / ${height}`,
  });
  const drawing = new Drawing(canvas);
  const isGrey = modality.channels === 1;
  let ink = isGrey ? "#fff" : (INKS[0] as string);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stroke: Stroke | null = null;

  const size = h("input", "", { type: "range", min: 1, max: 40, "aria-label": "Pen width" });
  size.valueAsNumber = Math.round(100 * (isGrey ? PEN : PEN / 2));
  const erase = toggle("Eraser");
  const like = h("input", "", { type: "checkbox" });
  like.checked = true;
  const likeLabel = h(
    "label",
    "lw-editor-switch",
    { title: "Handwriting is centred and scaled before a model sees it", hidden: true },
    like,
    "Centre and scale as the data",
  );
  const undo = button("Undo stroke", () => change(() => drawing.undo()));
  const clear = button("Clear", () => change(() => drawing.add({ kind: "clear" })));
  const start = button("Start from what is shown", () => void startFromShown(), {
    title: "Draw over the picture that is shown now",
  });
  const encode = button("Encode", () => void send(), {}, "lw-button lw-primary");
  const colours = isGrey ? null : createInks(ink, (colour) => pick(colour));

  const pick = (colour: string) => {
    ink = colour;
    erase.setAttribute("aria-pressed", "false");
  };
  const showButtons = () => {
    undo.disabled = !drawing.canUndo;
    clear.disabled = drawing.isEmpty;
    encode.disabled = drawing.isEmpty;
  };
  const change = (act: () => void) => {
    act();
    showButtons();
    later();
  };
  const later = () => {
    clearTimeout(timer);
    if (!store.description.can_encode || drawing.isEmpty) return; // a search is begun by hand
    timer = setTimeout(() => void send(), AFTER_MS);
  };
  const send = async () => {
    clearTimeout(timer);
    if (drawing.isEmpty) return;
    try {
      await session.place({ file: await drawing.file(), like_data: likeData() });
    } catch (error) {
      session.say((error as Error).message);
    }
  };
  const likeData = () => like.checked && !likeLabel.hidden;
  const startFromShown = async () => {
    const { frame } = store;
    if (!frame || !("pixels" in frame)) return;
    drawing.add({ kind: "image", image: await bitmapFrom(frame) });
    showButtons();
  };

  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * width,
      ((event.clientY - box.top) / box.height) * height,
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || stroke) return;
    event.preventDefault();
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    clearTimeout(timer);
    const wide = (size.valueAsNumber / 100) * Math.max(width, height);
    const erasing = erase.getAttribute("aria-pressed") === "true";
    stroke = drawing.begin(erasing ? drawing.paper : ink, wide, at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || !canvas.hasPointerCapture(event.pointerId)) return;
    // All places between two frames: a fast stroke stays round.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) drawing.go(stroke, at(move));
  });
  const lift = () => {
    if (!stroke) return;
    stroke = null;
    showButtons();
    later();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!isUndo || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the code's own undo is elsewhere
    if (drawing.canUndo) change(() => drawing.undo());
  });
  like.addEventListener("change", later);
  showButtons();

  const cleanup = session.events.on("facts", ({ ink: facts }) => {
    if (!facts) return;
    likeLabel.hidden = !facts.drawn;
    const [r, g, b] = facts.paper;
    drawing.paper = `rgb(${r} ${g} ${b})`;
    if (isGrey) ink = r < 128 ? "#fff" : "#000";
    // On paper of its own colour a pen is not seen.
    if (!isGrey && near(facts.paper, ink)) colours?.choose(INKS[1] as string);
    drawing.repaint();
  });
  const element = h(
    "div",
    "lw-draw",
    {},
    canvas,
    h(
      "div",
      "lw-draw-tools",
      {},
      ...(colours ? [colours.element] : []),
      h("label", "lw-draw-size", {}, "Pen", size),
      h("span", "lw-editor-buttons", {}, erase, undo, clear, start),
      likeLabel,
      h("span", "lw-editor-buttons", {}, encode),
    ),
  );
  return {
    title: "Draw",
    element,
    likeData,
    dispose: () => {
      clearTimeout(timer);
      cleanup();
    },
  };
}

function toggle(words: string): HTMLButtonElement {
  const element = button(
    words,
    () => {
      const on = element.getAttribute("aria-pressed") === "true";
      element.setAttribute("aria-pressed", String(!on));
    },
    { "aria-pressed": "false" },
  );
  return element;
}

/** Colours to draw with: some that go together, and any other. */
function createInks(first: string, onPick: (colour: string) => void) {
  const any = h("input", "lw-draw-any", { type: "color", "aria-label": "Any other colour" });
  const swatches = INKS.map((colour) => {
    const element = button(
      "",
      () => choose(colour),
      { "aria-label": `Colour ${colour}`, style: `background: ${colour}` },
      "lw-draw-ink",
    );
    return { colour, element };
  });
  const choose = (colour: string) => {
    for (const swatch of swatches) {
      swatch.element.setAttribute("aria-pressed", String(swatch.colour === colour));
    }
    any.value = colour;
    onPick(colour);
  };
  any.addEventListener("input", () => choose(any.value));
  const element = h(
    "div",
    "lw-draw-inks",
    { role: "group", "aria-label": "Colour of the pen" },
    ...swatches.map(({ element }) => element),
    any,
  );
  for (const swatch of swatches) {
    swatch.element.setAttribute("aria-pressed", String(swatch.colour === first));
  }
  any.value = first;
  return { element, choose };
}

function near([r, g, b]: [number, number, number], colour: string): boolean {
  const parts = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
  return parts.every((level, i) => Math.abs(level - ([r, g, b][i] as number)) < 60);
}

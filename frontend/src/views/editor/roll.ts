// Click it together: notes in a small piano roll, by pointer or by keys.

import { button, h, setText } from "../../dom.ts";
import type { MelodyModality } from "../../modalities/melody.ts";
import { type Ground, Surface } from "../../renderers/surface.ts";
import { pitchName } from "../../sound/notes.ts";
import type { SpaceStore } from "../../store.ts";
import { RollNotes } from "./roll-notes.ts";
import type { EditSession } from "./session.ts";
import type { Source } from "./source.ts";

const BLACK = new Set([1, 3, 6, 8, 10]);

export function createRoll(store: SpaceStore, session: EditSession): Source {
  const modality = store.description.modality as MelodyModality;
  const { steps, pitches, low, voices } = modality;
  const notes = new RollNotes(modality);
  const surface = new Surface("", (ground) => paint(ground));
  const canvas = surface.canvas;
  canvas.removeAttribute("aria-hidden");
  canvas.classList.add("lw-roll-canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute(
    "aria-label",
    "Piano roll: arrow keys move, Enter sets or takes a note, Shift and right arrow makes it longer",
  );
  canvas.style.setProperty("--lw-rows", String(pitches));
  const said = h("span", "lw-spoken", { role: "status" });
  const cursor = { step: 0, pitch: Math.floor(pitches / 2) };
  let voice = 0;
  let held: { step: number; pitch: number } | null = null;

  const changed = () => {
    surface.ask();
    encode.disabled = notes.isEmpty;
    clear.disabled = notes.isEmpty;
  };
  const describe = () => {
    const what = notes.at(voice, cursor.step, cursor.pitch) ? "note" : "empty";
    setText(said, `${pitchName(low + cursor.pitch)}, step ${cursor.step + 1}, ${what}`);
  };
  const cellAt = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    const step = Math.floor(((event.clientX - box.left) / box.width) * steps);
    const row = Math.floor(((event.clientY - box.top) / box.height) * pitches);
    const within = (value: number, n: number) => Math.min(n - 1, Math.max(0, value));
    return { step: within(step, steps), pitch: within(pitches - 1 - row, pitches) };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    const cell = cellAt(event);
    Object.assign(cursor, cell);
    if (notes.at(voice, cell.step, cell.pitch)) notes.remove(voice, cell.step, cell.pitch);
    else {
      notes.add(voice, cell.step, cell.pitch);
      held = cell;
    }
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    notes.stretch(voice, held.step, held.pitch, cellAt(event).step);
    changed();
  });
  const lift = () => {
    held = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("keydown", (event) => {
    const move = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move && event.shiftKey && event.key === "ArrowRight") {
      notes.lengthen(voice, cursor.step, cursor.pitch);
    } else if (move) {
      cursor.step = Math.min(steps - 1, Math.max(0, cursor.step + (move[0] as number)));
      cursor.pitch = Math.min(pitches - 1, Math.max(0, cursor.pitch + (move[1] as number)));
    } else if (event.key === "Enter" || event.key === " ") {
      if (notes.at(voice, cursor.step, cursor.pitch)) {
        notes.remove(voice, cursor.step, cursor.pitch);
      } else notes.add(voice, cursor.step, cursor.pitch);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      notes.remove(voice, cursor.step, cursor.pitch);
    } else return;
    event.preventDefault();
    changed();
    describe();
  });
  canvas.addEventListener("focus", () => surface.ask());
  canvas.addEventListener("blur", () => surface.ask());

  const paint = ({ context, width, height, colour }: Ground) => {
    const [wide, high] = [width / steps, height / pitches];
    const y = (pitch: number) => (pitches - 1 - pitch) * high;
    context.fillStyle = colour("sunk");
    context.fillRect(0, 0, width, height);
    context.fillStyle = colour("line");
    for (let pitch = 0; pitch < pitches; pitch++) {
      if (BLACK.has((low + pitch) % 12)) context.fillRect(0, y(pitch), width, high);
    }
    context.fillStyle = colour("edge");
    for (let step = 0; step < steps; step++) {
      const isBeat = step % modality.steps_per_beat === 0;
      context.globalAlpha = isBeat ? 0.6 : 0.15;
      context.fillRect(step * wide, 0, 1, height);
    }
    context.globalAlpha = 1;
    for (const note of notes.all) {
      context.globalAlpha = note.voice === voice ? 1 : 0.4;
      context.fillStyle = colour(note.voice % 2 ? "warn" : "accent");
      context.fillRect(note.start * wide + 1, y(note.pitch), note.length * wide - 2, high);
    }
    context.globalAlpha = 1;
    if (document.activeElement === canvas) {
      context.strokeStyle = colour("ink");
      context.lineWidth = 2;
      context.strokeRect(cursor.step * wide, y(cursor.pitch), wide, high);
    }
  };

  const start = () => {
    const { frame } = store;
    if (!frame || !("values" in frame)) return;
    notes.read(frame.values);
    changed();
  };
  const encode = button(
    "Encode",
    () => void session.place({ values: notes.values() }),
    {},
    "lw-button lw-primary",
  );
  const clear = button("Clear", () => {
    notes.clear();
    changed();
  });
  const names = modality.names ?? [];
  const choice = h("select", "lw-button", { "aria-label": "Voice to write in" });
  for (let i = 0; i < voices; i++) {
    choice.append(h("option", "", { value: i }, names[i] ?? `voice ${i + 1}`));
  }
  choice.addEventListener("change", () => {
    voice = choice.selectedIndex;
    surface.ask();
  });
  changed();
  return {
    title: "Write",
    element: h(
      "div",
      "lw-roll",
      {},
      h("div", "lw-roll-box", {}, canvas),
      said,
      h(
        "span",
        "lw-editor-buttons",
        {},
        ...(voices > 1 ? [choice] : []),
        button("Start from what is shown", start),
        clear,
        encode,
      ),
    ),
    dispose: () => surface.dispose(),
  };
}

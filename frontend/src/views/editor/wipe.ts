// Before and after on one another: a divider that is dragged, or moved by keys, shows more of one.

import { h } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { ImageModality } from "../../modalities/image.ts";
import type { Picture } from "../../protocol.ts";
import { ImageRenderer } from "../../renderers/image.ts";
import { boxOf } from "../output-box.ts";

const STEP = 0.02;
const LEAP = 0.1;

export interface Comparison {
  element: HTMLElement;
  /** By which what was there before is dragged away. */
  grip: HTMLElement;
  showBefore(picture: Picture): void;
  showAfter(picture: Picture): void;
  dispose(): void;
}

/** What a wipe does with its divider: where it stands, from 0 to 1, is kept elsewhere. */
export interface Divider {
  readonly share: number;
  /** The hand has moved it, and is off. */
  onRest(share: number): void;
  /** It is set otherwise by no hand. */
  follow(listener: (share: number) => void): Cleanup;
}

export function createWipe(modality: ImageModality, kept: Divider): Comparison {
  const below = h("canvas", "", { role: "img", "aria-label": "Your picture" });
  const above = h("canvas", "lw-wipe-after", { role: "img", "aria-label": "Your picture, edited" });
  const [before, after] = [new ImageRenderer(below), new ImageRenderer(above)];
  const divider = h("div", "lw-wipe-divider", {
    role: "slider",
    tabindex: 0,
    "aria-label": "Divider between before and after",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-orientation": "horizontal",
  });
  const grip = h("span", "lw-wipe-label lw-wipe-left", { "aria-hidden": "true" }, "before");
  grip.addEventListener("pointerdown", (event) => event.stopPropagation()); // not the divider
  const box = h(
    "div",
    "lw-wipe",
    boxOf(modality),
    below,
    above,
    grip,
    h("span", "lw-wipe-label lw-wipe-right", { "aria-hidden": "true" }, "after"),
    divider,
  );
  let { share } = kept;
  const move = (to: number) => {
    share = Math.min(1, Math.max(0, to));
    box.style.setProperty("--lw-at", String(share));
    const percent = Math.round(100 * share);
    divider.setAttribute("aria-valuenow", String(percent));
    divider.setAttribute("aria-valuetext", `${percent} % before, ${100 - percent} % after`);
  };
  const rest = () => share === kept.share || kept.onRest(share);
  const follow = (event: PointerEvent) => {
    const { left, width } = box.getBoundingClientRect();
    if (width > 0) move((event.clientX - left) / width);
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is selected, nothing is dragged
    divider.focus();
    box.setPointerCapture(event.pointerId);
    follow(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (box.hasPointerCapture(event.pointerId)) follow(event);
  });
  box.addEventListener("lostpointercapture", rest);
  divider.addEventListener("keyup", rest);
  divider.addEventListener("blur", rest);
  divider.addEventListener("keydown", (event) => {
    const to = {
      ArrowLeft: share - STEP,
      ArrowDown: share - STEP,
      ArrowRight: share + STEP,
      ArrowUp: share + STEP,
      PageDown: share - LEAP,
      PageUp: share + LEAP,
      Home: 0,
      End: 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  });
  move(share);
  const leave = kept.follow(move);
  return {
    element: box,
    grip,
    showBefore: (picture) => "pixels" in picture && before.show(picture),
    showAfter: (picture) => "pixels" in picture && after.show(picture),
    dispose: () => {
      leave();
      before.dispose();
      after.dispose();
    },
  };
}

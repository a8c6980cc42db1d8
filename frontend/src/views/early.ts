// A browser tells a page of the mouse's moves at the start of a frame, and before that to those who
// listen for it. What is decoded for the place that is told early is shown a frame earlier.

/** As in styles/range.css. */
const HANDLE_PX = 5;
/** Milliseconds from one place to an early one: half a frame. */
const SPACING_MS = 8;
const REST_MS = 100;

/**
 * When an early place is worth its decode: the first after a rest; in a drag that goes on only where
 * it `isQuick`, a picture coming well within a frame: more would fall out of step with the frames.
 */
export class Pace {
  readonly #isQuick: () => boolean;
  #told = 0;

  constructor(isQuick: () => boolean) {
    this.#isQuick = isQuick;
  }

  get isDue(): boolean {
    return performance.now() - this.#told >= (this.#isQuick() ? SPACING_MS : REST_MS);
  }

  /** A place was told, early or not. */
  tell(): void {
    this.#told = performance.now();
  }
}

/** Moves the handle of a `lw-range` early to the mouse that drags it; the browser finds it there. */
export function followEarly(input: HTMLInputElement, isQuick: () => boolean): void {
  const pace = new Pace(isQuick);
  let isHeld = false;
  input.addEventListener("input", () => pace.tell());
  input.addEventListener("pointerdown", ({ button, pointerType }) => {
    isHeld = button === 0 && pointerType === "mouse"; // a finger may be about to scroll
  });
  input.addEventListener("pointerrawupdate", (event) => {
    const { buttons, clientX } = event as PointerEvent;
    isHeld &&= (buttons & 1) === 1;
    if (!isHeld || !pace.isDue) return;
    const before = input.value;
    input.value = String(valueAt(input, clientX));
    if (input.value !== before) input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** The value to which a browser moves the handle for a mouse there. */
function valueAt(input: HTMLInputElement, clientX: number): number {
  const { left, width } = input.getBoundingClientRect();
  const handle = (HANDLE_PX * width) / input.offsetWidth;
  const share = Math.min(1, Math.max(0, (clientX - left - handle / 2) / (width - handle)));
  const isMirrored = getComputedStyle(input).direction === "rtl";
  const [low, high] = [Number(input.min), Number(input.max)];
  return low + (isMirrored ? 1 - share : share) * (high - low);
}

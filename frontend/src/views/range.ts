// The gesture on a native range input: it begins with the first value and ends when the hand lets go.

export interface RangeEvents {
  onMove(value: number): void;
  /** The hand has let go after at least one move, also where it came back to where it began. */
  onRelease(): void;
}

export function listenToRange(input: HTMLInputElement, events: RangeEvents): void {
  let keyHeld = false;
  let moved = false;
  const release = () => {
    if (!moved) return;
    moved = false;
    events.onRelease();
  };
  input.addEventListener("input", () => {
    moved = true;
    events.onMove(input.valueAsNumber);
  });
  // A browser tells no change where the handle was brought back.
  const lifted = () => setTimeout(release);
  input.addEventListener("pointerdown", () => {
    const gone = new AbortController();
    for (const type of ["pointerup", "pointercancel"]) {
      const last = () => {
        gone.abort();
        lifted();
      };
      globalThis.addEventListener(type, last, { signal: gone.signal });
    }
  });
  // A key that is held is one gesture, not thirty.
  input.addEventListener("keydown", () => {
    keyHeld = true;
  });
  input.addEventListener("change", () => {
    if (!keyHeld) release();
  });
  const keyReleased = () => {
    keyHeld = false;
    release();
  };
  input.addEventListener("keyup", keyReleased);
  input.addEventListener("blur", keyReleased);
}

// What gestures and keys do to the map and to the state.

import { eachFrame } from "../../dom.ts";
import type { SpaceStore } from "../../store.ts";
import type { Camera } from "./camera.ts";
import type { Meaning } from "./gestures.ts";
import type { Keys } from "./keyboard.ts";
import type { Stage } from "./stage.ts";

export interface Modes {
  isLassoing(): boolean;
  setLasso(on: boolean): void;
  /** The pointer rests on point `index`, at a pixel; on none for null. */
  hover(index: number | null, x: number, y: number): void;
  /** The reader has found out how to do something here. */
  onAct(): void;
  escape(): void;
}

export interface Acts {
  meaning: Meaning;
  keys: Keys;
  dispose(): void;
}

/** How near a press must be to a point to be meant for it, in pixels. */
const REACH = 8;
/** Enter takes the sample nearest to the cursor, however far it is on the screen. */
const ANYWHERE = 1e4;

export function createActs(store: SpaceStore, stage: Stage, modes: Modes): Acts {
  let pointer: readonly [number, number] = [0, 0];
  const hovering = eachFrame(() => {
    const index = modes.isLassoing() ? null : stage.pick(...pointer, REACH);
    stage.element.classList.toggle("lw-map-over", index !== null);
    modes.hover(index, ...pointer);
  });
  const leave = () => {
    hovering.stop();
    modes.hover(null, 0, 0);
  };
  const wander = (x: number, y: number) => {
    modes.onAct();
    store.moveTo(stage.pointAt(x, y));
  };
  const steer = (change: (camera: Camera) => void) => {
    modes.onAct();
    leave();
    stage.steer(change);
  };
  const select = (added: boolean) => {
    const polygon = stage.lasso.finish();
    if (!polygon) return;
    const found = stage.pointsInside(polygon);
    const all = added ? new Set([...store.selection, ...found]) : found;
    store.setSelection(Uint32Array.from(all).sort());
    modes.setLasso(false);
  };

  const meaning: Meaning = {
    begin(x, y) {
      if (modes.isLassoing()) {
        stage.lasso.start(x, y);
        return "lasso";
      }
      return stage.isFlat || stage.isOnCursor(x, y) ? "cursor" : "orbit";
    },
    isTarget: (x, y) => stage.pick(x, y, REACH) !== null || stage.isOnCursor(x, y),
    drag(act, x, y, dx, dy) {
      if (act === "cursor") wander(x, y);
      else if (act === "lasso") stage.lasso.extend(x, y);
      else steer((camera) => camera.orbit(dx, dy));
    },
    isQuick: () => store.isQuick,
    end(act, givenUp, event) {
      if (act === "cursor") store.settle();
      else if (act === "lasso" && givenUp) stage.lasso.cancel();
      else if (act === "lasso") select(event.shiftKey);
    },
    click(x, y) {
      stage.lasso.cancel();
      if (modes.isLassoing()) return;
      const index = stage.pick(x, y, REACH);
      modes.onAct();
      if (index !== null) store.chooseSample(index);
      else if (stage.isFlat) {
        wander(x, y);
        store.settle();
      }
    },
    hover(x, y) {
      pointer = [x, y];
      hovering.ask();
    },
    leave,
    pan: (dx, dy) => steer((camera) => camera.pan(dx, dy)),
    zoom: (x, y, factor) => steer((camera) => camera.zoomAt(x, y, factor)),
  };

  const keys: Keys = {
    nudge(dx, dy) {
      const [x, y] = stage.cursorPixel();
      wander(x + dx, y + dy);
    },
    settle: () => store.settle(),
    zoom(factor) {
      const [x, y] = stage.cursorPixel();
      steer((camera) => camera.zoomAt(x, y, factor));
    },
    fit: () => stage.fit(),
    toggleLasso: () => modes.setLasso(!modes.isLassoing()),
    choose() {
      const index = stage.pick(...stage.cursorPixel(), ANYWHERE);
      if (index !== null) store.chooseSample(index);
    },
    escape: () => modes.escape(),
  };
  return { meaning, keys, dispose: () => hovering.stop() };
}

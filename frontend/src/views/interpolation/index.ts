// The interpolation player: a way between points, its film, its curves, and a palette of the points.

import type { OwnTraits } from "../../contracts.ts";
import { h } from "../../dom.ts";
import { codesAt, evenly } from "../../geometry/track.ts";
import type { Cleanup, SpaceStore, ViewOptions } from "../../store.ts";
import type { Operand } from "../slots/index.ts";
import type { Tool } from "../tools.ts";
import { AnchorRow } from "./anchors.ts";
import { Controls } from "./controls.ts";
import { Film } from "./film.ts";
import { Pad } from "./pad.ts";
import { Playback } from "./playback.ts";
import { Plots } from "./plots.ts";
import { joined, Route } from "./route.ts";
import { Saving } from "./saving.ts";
import { anchorWords, FIRST_SETTINGS, onOff, type PlayerSettings } from "./settings.ts";
import { type PlayerState, PlayerTraits } from "./traits.ts";

const ID = "interpolation";
const OVERLAY = ID;
/** Codes of a leg that are drawn on the map. */
const DRAWN = 32;
const SECONDS_A_LEG = 2;

class Player {
  readonly element: HTMLElement;
  readonly #store: SpaceStore;
  readonly #route: Route;
  readonly #anchors: AnchorRow;
  readonly #controls: Controls;
  readonly #film: Film;
  readonly #plots = new Plots();
  readonly #pad: Pad;
  readonly #saving: Saving;
  readonly #playback: Playback;
  readonly #traits: PlayerTraits | null;
  readonly #cleanups: Cleanup[];
  /** What the player is set to, as last noted: what an undo goes back to. */
  #noted = FIRST_SETTINGS;
  /** The view itself moves the code. */
  #moving = false;
  #shown = false;
  #tiles = 0;

  constructor(store: SpaceStore, traits: OwnTraits | null) {
    this.#store = store;
    this.#route = new Route(store, {
      onWay: () => this.#showWay(),
      onCurves: () => this.#showCurves(),
      onStatus: () => {
        this.#controls.show(this.#route);
        this.#followRoute();
      },
    });
    this.#playback = new Playback({
      onMove: (position) => this.#move(position),
      onState: (playing) => this.#showPlaying(playing),
    });
    this.#anchors = new AnchorRow(store, (byHand) => this.#takeAnchors(byHand));
    this.#controls = new Controls(store.description, {
      choose: (choice) => {
        this.#change({ path: choice }, `path: ${choice}`);
        this.#route.choose(choice);
        this.#traits?.tell({ path: choice });
      },
      cancel: () => this.#route.cancel(),
      play: () => (this.#playback.playing ? this.#playback.pause() : this.#playback.play()),
      setPace: (pace) => {
        this.#change({ pace }, `speed of the way: ${pace}×`);
        this.#setDuration();
      },
      setPingPong: (on) => {
        this.#change({ ping_pong: on }, `to and fro: ${onOff(on)}`);
        this.#playback.pingPong = on;
      },
      setConstantSpeed: (on) => {
        this.#change({ constant_speed: on }, `constant speed: ${onOff(on)}`);
        this.#route.setConstantSpeed(on);
        this.#traits?.tell({ constant_speed: on });
      },
    });
    this.#film = new Film(store, {
      onMove: (position) => {
        this.#playback.pause();
        this.#move(position);
      },
      onRelease: () => this.#settle("moved along the way"),
    });
    this.#pad = new Pad(store, {
      onMove: (code) => {
        this.#playback.pause();
        this.#setZ(code);
      },
      onRelease: () => store.settle("moved on the palette"),
    });
    const [route, playback] = [this.#route, this.#playback];
    this.#saving = new Saving(store, {
      codes: (n) => route.codes(n),
      get legs() {
        return route.legs;
      },
      get duration() {
        return playback.duration;
      },
      get pingPong() {
        return playback.pingPong;
      },
    });
    const main = h("div", "lw-player-main", {});
    main.append(this.#film.element, this.#plots.element);
    const stage = h("div", "lw-player-stage", {}, main, this.#pad.element);
    this.element = h("section", "lw-player", { "aria-label": "Interpolation" });
    this.element.append(this.#anchors.element, this.#controls.element, stage, this.#saving.element);
    this.#cleanups = [
      store.on("z", () => this.#moving || this.#playback.pause()),
      store.on("z", () => this.#pad.follow()),
      store.on("tools", () => this.#follow()),
      store.on("finish", () => this.#playback.pause()),
      this.#followSize(),
    ];
    this.#traits = traits && new PlayerTraits(traits, (state) => this.#take(state));
  }

  start(): void {
    const given = this.#traits?.read();
    if (this.#store.toolState(ID)) this.#follow();
    else {
      this.#open({});
      if (given?.anchors?.length) this.#take(given);
      else void this.#anchors.begin();
    }
    this.#controls.show(this.#route);
    this.#showPosition(this.#playback.position);
  }

  dispose(): void {
    this.#playback.pause();
    for (const cleanup of this.#cleanups) cleanup();
    this.#traits?.dispose();
    this.#route.dispose();
    this.#film.dispose();
    this.#pad.dispose();
    this.#saving.dispose();
    this.#anchors.dispose();
    this.#store.setOverlay(OVERLAY, null);
    this.element.remove();
  }

  // -- what is chosen -----------------------------------------------------------------------

  #takeAnchors(byHand: boolean): void {
    const { operands, slots } = this.#anchors;
    if (byHand) this.#change({ anchors: slots }, anchorWords(slots));
    else this.#open({ anchors: slots });
    this.#route.setAnchors(operands);
    this.#setDuration();
    this.#traits?.tell({ anchors: joined(operands.map(({ z }) => z)) });
  }

  /** What Python has set. */
  #take({ anchors, path, constant_speed, position, playing }: Partial<PlayerState>): void {
    if (anchors) {
      this.#anchors.set(this.#operandsOf(anchors));
      this.#route.setAnchors(this.#anchors.operands);
      this.#setDuration();
    }
    if (path !== undefined && path !== this.#route.choice) this.#route.choose(path);
    if (constant_speed !== undefined) this.#route.setConstantSpeed(constant_speed);
    // The code itself comes by the state that all views share.
    if (position !== undefined) this.#showPosition(position);
    if (playing) this.#playback.play();
    if (playing === false) this.#playback.pause();
    this.#controls.show(this.#route);
    this.#open({
      ...(anchors ? { anchors: this.#anchors.slots } : {}),
      ...(path === undefined ? {} : { path }),
      ...(constant_speed === undefined ? {} : { constant_speed }),
      ...(position === undefined ? {} : { position }),
    });
  }

  /** It is set otherwise by no act of the hand. */
  #open(change: Partial<PlayerSettings>): void {
    this.#noted = { ...this.#noted, ...change };
    this.#store.openTool(ID, this.#noted);
  }

  /** The hand has set it otherwise, which is one act with the move of the code that it `moved`. */
  #change(change: Partial<PlayerSettings>, label: string, moved = false): void {
    this.#noted = { ...this.#noted, ...change };
    this.#store.setTool(ID, this.#noted, label, moved);
  }

  /** A way that could not be had was given up for another. */
  #followRoute(): void {
    const { choice } = this.#route;
    if (choice !== this.#noted.path) this.#open({ path: choice });
  }

  /** An undo, or another view of the space, has set it otherwise; the code is theirs to move. */
  #follow(): void {
    const state = this.#store.toolState(ID) as PlayerSettings;
    const before = this.#noted;
    if (state === before) return;
    this.#noted = state;
    const { anchors, path, pace, ping_pong, constant_speed, position } = state;
    if (anchors !== before.anchors) {
      const held = this.#anchors.element.contains(document.activeElement);
      this.#anchors.set(anchors);
      if (held) this.#anchors.focus(); // where the keys of the next undo are heard
    }
    if (anchors !== before.anchors || path !== before.path) {
      this.#route.set(this.#anchors.operands, path);
    }
    this.#route.setConstantSpeed(constant_speed);
    this.#playback.pingPong = ping_pong;
    this.#setDuration();
    this.#controls.showPace(pace, ping_pong);
    this.#controls.show(this.#route);
    this.#showPosition(position);
    const codes = joined(this.#anchors.operands.map(({ z }) => z));
    this.#traits?.tell({ anchors: codes, path, constant_speed, position });
  }

  #operandsOf(codes: Float32Array): Operand[] {
    const size = this.#store.description.latent_size;
    return Array.from({ length: codes.length / size }, (_, i) => {
      const z = codes.slice(i * size, (i + 1) * size);
      const kept = this.#store.bookmarks.find((each) => each.z.every((x, d) => x === z[d]));
      return kept
        ? { name: kept.name, kind: "bookmark", z }
        : { name: `anchor ${i + 1}`, kind: "code", z };
    });
  }

  #setDuration(): void {
    this.#playback.duration = (SECONDS_A_LEG * this.#route.legs) / this.#noted.pace;
  }

  // -- moving -------------------------------------------------------------------------------

  #move(position: number): void {
    this.#showPosition(position);
    const code = this.#route.codeAt(position);
    if (code) this.#setZ(code);
  }

  #setZ(code: Float32Array): void {
    this.#moving = true;
    this.#store.setZ(code, "slider");
    this.#moving = false;
  }

  #settle(label: string): void {
    const { position } = this.#playback;
    const [share, z] = [this.#route.shareAt(position), this.#route.codeAt(position)];
    if (position === this.#noted.position) this.#store.settle(label);
    else this.#change({ position, share, z }, label, true);
    this.#traits?.tell({ position });
  }

  #showPlaying(playing: boolean): void {
    this.#controls.showPlaying(playing);
    this.#traits?.tell({ playing });
    if (!playing) this.#settle("played the way");
  }

  #showPosition(position: number): void {
    this.#playback.position = position;
    this.#film.setPosition(position);
    this.#plots.mark(position);
    const share = this.#route.shareAt(position);
    this.#store.moveOverlay(OVERLAY, share * DRAWN * this.#route.legs);
  }

  // -- what is shown ------------------------------------------------------------------------

  #followSize(): Cleanup {
    const observer = new ResizeObserver(() => {
      const shown = this.element.clientWidth > 0;
      if (shown !== this.#shown) {
        this.#shown = shown;
        if (!shown) this.#playback.pause();
        this.#showWay();
      } else if (shown && this.#film.tiles !== this.#tiles) this.#showFilm();
    });
    observer.observe(this.element);
    return () => observer.disconnect();
  }

  #showWay(): void {
    const { track } = this.#route;
    this.#controls.show(this.#route);
    this.#film.enable(track !== null);
    this.#saving.enable(track !== null);
    if (!track) this.#playback.pause();
    this.#showOverlay();
    if (!this.#shown) return;
    this.#showFilm();
    const corners = this.#route.anchors.map(({ z }) => z);
    const between = this.#route.name === "slerp" ? "slerp" : "lerp";
    this.#attempt(this.#pad.show(corners, this.#anchors.letters, between));
  }

  #showFilm(): void {
    this.#tiles = this.#film.tiles;
    if (this.#route.track) this.#attempt(this.#film.show(this.#route.codes(this.#tiles)));
  }

  #showCurves(): void {
    const { curves, curvesError } = this.#route;
    this.#plots.show(curves, curvesError ? `No curves: ${curvesError}` : "");
    this.#plots.mark(this.#playback.position);
  }

  #showOverlay(): void {
    const { track, legs } = this.#route;
    if (!track || !this.#shown) {
      this.#store.setOverlay(OVERLAY, null);
      return;
    }
    const { letters } = this.#anchors;
    const codes = codesAt(track, evenly(DRAWN * legs + 1));
    const labels = Array.from({ length: DRAWN * legs + 1 }, (_, i) =>
      i % DRAWN === 0 ? (letters[i / DRAWN] ?? "") : "",
    );
    const at = this.#route.shareAt(this.#playback.position) * DRAWN * legs;
    this.#store.setOverlay(OVERLAY, { kind: "path", codes, labels, at });
  }

  /** What fails in the background is said where all views say it. */
  #attempt(job: Promise<void>): void {
    job.catch((error: Error) => this.#store.fail(error));
  }
}

export function createInterpolation(
  store: SpaceStore,
  element: HTMLElement,
  { traits }: ViewOptions = {},
): Cleanup {
  const player = new Player(store, (traits as OwnTraits | undefined) ?? null);
  element.append(player.element);
  player.start();
  return () => player.dispose();
}

export const INTERPOLATION: Tool = {
  id: ID,
  title: "Interpolate",
  hint: "Morph from one point to another, and see how the way goes",
  create: createInterpolation,
};

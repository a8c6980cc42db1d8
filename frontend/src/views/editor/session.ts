// The sample that is edited, as this page knows it: placed by the kernel, its result made anew with
// each frame.

import { sameArray } from "../../arrays.ts";
import type { Cleanup } from "../../emitter.ts";
import { Emitter } from "../../emitter.ts";
import { notFinite, nounOf } from "../../modalities/index.ts";
import type {
  Edited,
  Frame,
  Payload,
  Picture,
  Pixels,
  Placement,
  PlacementProgress,
} from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import { searchWords } from "../own-file.ts";
import {
  addChange,
  addChangeOf,
  canAdd,
  canKeepLost,
  isPixels,
  isValues,
  levelsOf,
  limitsOf,
  lostPixels,
  picture,
} from "./arithmetic.ts";
import { posteriorDraws } from "./posterior.ts";
import { isSequence, keptSlots } from "./sequences.ts";
import { EDITOR_ID, editorState, openEditor } from "./state.ts";

export interface EditStatus {
  busy: boolean;
  /** What goes on, went wrong or was done. */
  words: string;
  tone: "plain" | "bad";
  /** Of a search. */
  progress: { step: number; total: number } | null;
}

interface EditEvents {
  /** Another sample is edited, or none. */
  edit: Placement | null;
  /** What the edit has come to, and whether it is anything but the plain output. */
  result: Picture;
  status: EditStatus;
  /** Of a search, the best so far. */
  found: Picture;
  /** How one may draw here. */
  facts: Edited;
}

const OVERLAYS = ["editor-spread", "editor"] as const;

export class EditSession {
  readonly events = new Emitter<EditEvents>();
  edit: Placement | null = null;
  result: Picture | null = null;
  /** What the model lost, as a picture or as numbers; null of kinds where that is none. */
  lost: Picture | null = null;
  facts: Edited = { edit: null, ink: null };
  /** Whether a result can keep what the model lost. */
  readonly keeps: boolean;
  keepLost: boolean;
  readonly #store: SpaceStore;
  readonly #cleanups: Cleanup[];
  #abort: AbortController | null = null;
  /** Levels of the original and of what the model made of it, where they are pictures. */
  #levels: { original: Uint8Array; before: Uint8Array; like: Pixels } | null = null;
  #taking = 0;
  #showing = 0;
  #disposed = false;

  constructor(store: SpaceStore) {
    this.#store = store;
    openEditor(store);
    this.keepLost = store.edit.keep_lost;
    this.keeps = canKeepLost(store.description.modality);
    this.#cleanups = [
      store.on("frame", (frame) => void this.#show(frame)),
      store.on("edit", () => this.#hear()),
    ];
    this.#ask();
  }

  get busy(): boolean {
    return this.#abort !== null;
  }

  /** Sends something of one's own to be placed; what was placed before stays until it is. */
  async place(payload: Payload): Promise<void> {
    this.#abort?.abort();
    const mine = new AbortController();
    this.#abort = mine;
    const { can_encode } = this.#store.description;
    const before = this.#store.edit.version;
    this.#say({ busy: true, words: can_encode ? "encoding …" : "reading …" });
    try {
      const placed = await this.#store.request("place", payload, {
        signal: mine.signal,
        onProgress: (progress) => this.#onProgress(progress as PlacementProgress),
      });
      if (this.#abort !== mine) return;
      this.#abort = null;
      await this.#take(placed);
      this.#goTo(placed, before);
    } catch (error) {
      if (this.#abort !== mine) return; // something newer is on its way
      this.#abort = null;
      const stopped = mine.signal.aborted;
      this.#say({
        words: stopped ? "stopped" : (error as Error).message,
        tone: stopped ? "plain" : "bad",
      });
    }
    // Meanwhile another page, or Python, may have placed something.
    if (!this.#disposed) this.#hear();
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Says something in the place of the kernel's words: a file too large, no camera. */
  say(words: string): void {
    this.#say({ words, tone: "bad" });
  }

  keep(on: boolean): void {
    this.keepLost = on;
    const tell = (kept: boolean) => this.#tell("keep_lost", { on: kept });
    tell(on);
    this.#store.act({
      label: `${on ? "kept" : "left out"} what the model lost`,
      undo: () => tell(!on),
      redo: () => tell(on),
    });
    if (this.#store.frame) void this.#show(this.#store.frame);
  }

  /** Back to the sample's own code. */
  reset(): void {
    if (!this.edit) return;
    this.#store.setZ(this.edit.z, "sample");
    this.#store.settle("went back to one's own");
  }

  dispose(): void {
    this.#disposed = true;
    this.#abort?.abort();
    for (const id of OVERLAYS) this.#store.setOverlay(id, null);
    for (const cleanup of this.#cleanups) cleanup();
  }

  // -- private ------------------------------------------------------------------------------

  #say(change: Partial<EditStatus>): void {
    if (this.#disposed) return;
    this.events.emit("status", {
      busy: false,
      words: "",
      tone: "plain",
      progress: null,
      ...change,
    });
  }

  #onProgress(progress: PlacementProgress): void {
    const { step, total, picture: best } = progress;
    this.#say({ busy: true, words: searchWords(progress), progress: { step, total } });
    this.events.emit("found", best);
  }

  #hear(): void {
    const { version, keep_lost } = this.#store.edit;
    if (keep_lost !== this.keepLost) {
      this.keepLost = keep_lost;
      if (this.#store.frame) void this.#show(this.#store.frame);
    }
    if (!this.busy && version !== (this.edit?.version ?? 0)) this.#ask();
  }

  #ask(): void {
    this.#store
      .request("edited", {})
      .then(async (facts) => {
        if (this.#disposed) return;
        this.facts = facts;
        this.events.emit("facts", facts);
        const version = facts.edit?.version ?? 0;
        // Of another than is edited by now the next answer is on its way.
        if (version === (this.edit?.version ?? 0) || version !== this.#store.edit.version) return;
        if (facts.edit) await this.#take(facts.edit);
        else this.#leave();
        if (this.#store.frame) await this.#show(this.#store.frame);
      })
      .catch((error: Error) => !this.#disposed && this.#say({ words: error.message, tone: "bad" }));
  }

  #tell(kind: "keep_lost" | "restore_edit", payload: Payload): void {
    this.#store.request(kind, payload).catch((error: Error) => this.#store.fail(error));
  }

  /** To the code of what was placed; that, and that it is edited, are one act. */
  #goTo({ version, z }: Placement, before: number): void {
    if (this.#disposed || this.edit?.version !== version) return;
    const back = (to: number) => this.#tell("restore_edit", { version: to });
    const label = `placed a ${nounOf(this.#store.description.modality)} of one's own`;
    this.#store.setZ(z, "sample");
    this.#store.setTool(EDITOR_ID, editorState(this.#store), label, true, {
      undo: () => back(before),
      redo: () => back(version),
    });
  }

  /** Nothing of one's own is edited any more. */
  #leave(): void {
    this.#taking += 1;
    this.#showing += 1;
    this.edit = this.result = this.lost = this.#levels = null;
    for (const id of OVERLAYS) this.#store.setOverlay(id, null);
    this.#say({});
    this.events.emit("edit", null);
  }

  async #take(placed: Placement): Promise<void> {
    this.#taking += 1;
    const turn = this.#taking;
    const { original, reconstruction } = placed;
    this.#levels = null;
    if (isPixels(original) && isPixels(reconstruction)) {
      const [own, before] = await Promise.all([
        levelsOf(original, original),
        levelsOf(reconstruction, original),
      ]);
      if (this.#disposed || turn !== this.#taking) return;
      this.#levels = { original: own, before, like: original };
      this.lost = picture(lostPixels(own, before), original);
    } else if (isValues(original) && isValues(reconstruction)) {
      const { values } = reconstruction;
      const adds = canAdd(this.#store.description.modality);
      const apart = original.values.map((value, i) => value - (values[i] as number));
      this.lost = adds ? { values: apart, not_finite: reconstruction.not_finite } : null;
    }
    this.edit = placed;
    this.#drawOnMap(placed);
    this.events.emit("edit", placed);
    this.#say({ words: placed.notices.join(" ") });
  }

  /** Where the sample lies on the map, and how sure the encoder is of that. */
  #drawOnMap({ z, spread }: Placement): void {
    const cloud = spread ? posteriorDraws(z, spread) : null;
    this.#store.setOverlay("editor-spread", cloud && { kind: "spread", codes: cloud });
    this.#store.setOverlay("editor", { kind: "points", codes: z, labels: ["yours"] });
  }

  /** What the edit comes to with this frame. */
  async #show(frame: Frame): Promise<void> {
    const { edit } = this;
    if (!edit) return;
    this.#showing += 1;
    const turn = this.#showing;
    const result = this.keepLost ? await this.#withLost(edit, frame) : frame;
    if (this.#disposed || turn !== this.#showing) return;
    this.result = result;
    this.events.emit("result", result);
  }

  async #withLost(edit: Placement, frame: Frame): Promise<Picture> {
    if (!this.keeps) return frame;
    const { modality } = this.#store.description;
    const tokens = isSequence(modality);
    if (!tokens && (frame.not_finite > 0 || edit.reconstruction.not_finite > 0)) return frame;
    // Unmoved it is the original to the last bit, whoever decoded it.
    if (sameArray(frame.z, edit.z)) return edit.original;
    const levels = this.#levels;
    if (levels && isPixels(frame)) {
      const { original, before, like } = levels;
      return picture(addChange(original, before, await levelsOf(frame, like)), like);
    }
    const { original, reconstruction } = edit;
    if (isValues(frame) && isValues(original) && isValues(reconstruction)) {
      if (tokens) {
        const kept = keptSlots(original.values, reconstruction.values, frame.values, modality);
        return { values: kept, not_finite: notFinite(kept) };
      }
      const limits = limitsOf(modality);
      const values = addChangeOf(original.values, reconstruction.values, frame.values, limits);
      return { values, not_finite: 0 };
    }
    return frame;
  }
}

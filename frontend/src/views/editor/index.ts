// The editor: bring your own, see where it lies and what the model makes of it, change it, keep it.

import { button, h, setText } from "../../dom.ts";
import { nounOf } from "../../modalities/index.ts";
import type { Cleanup, SpaceStore, ViewFactory } from "../../store.ts";
import { placingRefusal } from "../own-file.ts";
import { fileWords, savePicture } from "../saving.ts";
import { makeDraggable } from "../slots/index.ts";
import { YOURS } from "../slots/own.ts";
import type { Tool } from "../tools.ts";
import { createDraw } from "./draw.ts";
import { createFiles } from "./files.ts";
import { createLost } from "./lost.ts";
import { createPair } from "./pair.ts";
import { createRecord } from "./record.ts";
import { createRoll } from "./roll.ts";
import { EditSession, type EditStatus } from "./session.ts";
import type { Source } from "./source.ts";
import { EDITOR_ID, editorState } from "./state.ts";
import { createWebcam } from "./webcam.ts";
import { createWipe, type Divider } from "./wipe.ts";
import { createWriting } from "./writing.ts";

export const createEditor: ViewFactory = (store, element) => {
  const { modality, name } = store.description;
  const session = new EditSession(store);
  const sources = sourcesOf(store, session);
  const view = h("div", "lw-editor", { "data-kind": modality.kind });
  const likeData = () => sources.some((source) => source.likeData?.() ?? false);
  const files = createFiles(modality, session, view, { likeData });
  const tabs = createSourceTabs(sources, files.element);
  const compare =
    modality.kind === "image" ? createWipe(modality, dividerOf(store)) : createPair(store);
  compare.grip.title = "Drag yours into a slot";
  makeDraggable(store, compare.grip, () => {
    const { edit } = session;
    return edit && { name: YOURS, kind: "code", z: edit.z };
  });
  const lost = createLost(store, session);
  const state = createState(session);
  const noun = nounOf(modality);
  const empty = h(
    "p",
    "lw-editor-empty",
    {},
    `Bring a ${noun} of your own: it is shown here beside what your edits make of it.`,
  );
  const reset = button("Back to yours", () => session.reset(), {
    title: "Undo the edits: move to the code of yours",
  });
  const save = button(`Save ${fileWords(modality)}`, () => void saveShown(), {
    title: "Save what stands under after",
  });
  const saveShown = async () => {
    try {
      if (session.result) await savePicture(session.result, modality, `${name} edited`);
    } catch (error) {
      session.say((error as Error).message);
    }
  };
  const buttons = h("span", "lw-editor-buttons", {}, reset, save);
  const hint = h("p", "lw-soft lw-editor-hint", {}, "Move the sliders: the edit follows.");
  const middle = h(
    "section",
    "lw-editor-compare",
    { "aria-label": "Before and after" },
    empty,
    compare.element,
    buttons,
    hint,
  );
  view.append(
    h(
      "section",
      "lw-editor-bring",
      { "aria-label": "Bring your own" },
      tabs.element,
      state.element,
    ),
    middle,
    lost.element,
    h("div", "lw-editor-drop", { "aria-hidden": "true" }, `Drop the ${noun} here`),
  );
  element.append(view);

  const showEdit = () => {
    const { edit } = session;
    empty.hidden = edit !== null;
    for (const part of [compare.element, buttons, hint, lost.element]) part.hidden = edit === null;
    lost.show();
    if (!edit) return;
    compare.showBefore(edit.original);
    if (!session.result) compare.showAfter(edit.reconstruction);
  };
  const cleanups: Cleanup[] = [
    session.events.on("edit", showEdit),
    session.events.on("result", (result) => {
      compare.showAfter(result);
      lost.show();
    }),
    session.events.on("found", (best) => {
      if (session.edit) return; // what is there stays until the search is over
      empty.hidden = true;
      compare.element.hidden = false;
      compare.showAfter(best);
    }),
    files.dispose,
    tabs.dispose,
    state.dispose,
    () => compare.dispose(),
    () => lost.dispose(),
    () => session.dispose(),
    () => view.remove(),
  ];
  showEdit();
  return () => {
    for (const cleanup of cleanups) cleanup();
  };
};

function dividerOf(store: SpaceStore): Divider {
  return {
    get share() {
      return editorState(store).wipe;
    },
    onRest: (wipe) =>
      store.setTool(EDITOR_ID, { ...editorState(store), wipe }, "moved the divider", false),
    follow: (listener) => store.on("tools", () => listener(editorState(store).wipe)),
  };
}

export const EDITOR: Tool = {
  id: EDITOR_ID,
  title: "Edit",
  hint: "Bring your own and edit it",
  create: createEditor,
  refusal: placingRefusal,
};

function sourcesOf(store: SpaceStore, session: EditSession): Source[] {
  const { modality } = store.description;
  switch (modality.kind) {
    case "image":
      return [createDraw(store, session), createWebcam(modality, session)];
    case "melody":
      return [createRoll(store, session)];
    case "audio":
      return [createRecord(modality, session)];
    default:
      return [createWriting(store, session)];
  }
}

/** A button for each way of bringing one's own, where there are several, and one for files. */
function createSourceTabs(sources: readonly Source[], files: HTMLElement) {
  let open = sources[0];
  const buttons = sources.map((source) => button(source.title, () => show(source)));
  const show = (chosen: Source | undefined) => {
    if (open !== chosen) open?.leave?.();
    open = chosen;
    sources.forEach((source, i) => {
      source.element.hidden = source !== chosen;
      buttons[i]?.setAttribute("aria-pressed", String(source === chosen));
    });
  };
  show(open);
  const row = h("span", "lw-editor-buttons", {}, ...(sources.length > 1 ? buttons : []), files);
  return {
    element: h("div", "lw-editor-sources", {}, row, ...sources.map(({ element }) => element)),
    dispose: () => {
      for (const source of sources) source.dispose();
    },
  };
}

/** What goes on, with a bar and a way out. */
function createState(session: EditSession) {
  const words = h("span", "lw-editor-words", { role: "status" });
  const bar = h("progress", "lw-editor-bar", { max: 1, "aria-label": "Search for the code" });
  const cancel = button("Cancel", () => session.cancel());
  const show = ({ busy, words: said, tone, progress }: EditStatus) => {
    setText(words, said);
    words.dataset.tone = tone;
    cancel.hidden = !busy;
    bar.hidden = !busy;
    if (progress) {
      bar.max = progress.total;
      bar.value = progress.step;
    } else bar.removeAttribute("value");
  };
  show({ busy: false, words: "", tone: "plain", progress: null });
  return {
    element: h("div", "lw-editor-state", {}, words, h("span", "lw-editor-busy", {}, bar, cancel)),
    dispose: session.events.on("status", show),
  };
}

// From a view to an anywidget module: finds the store, keeps the theme, cleans up.

import { Channel, type RequestError } from "./channel.ts";
import type { OwnTraits, ViewFactory, ViewOptions } from "./contracts.ts";
import { keepFilesOut } from "./dropped-files.ts";
import type { Cleanup } from "./emitter.ts";
import type { AnyModel, RenderContext } from "./host.ts";
import type { Reply } from "./protocol.ts";
import { sayFault, storeFor } from "./registry.ts";
import type { SpaceStore } from "./store.ts";
import { followTheme } from "./theme.ts";
import { bindUndo } from "./undo-keys.ts";

export interface WidgetModule {
  render(context: RenderContext): Promise<Cleanup>;
}

/** Keeps the keys pressed in `element` from the notebook around it, where "d d" deletes a cell. */
export function keepKeys(element: HTMLElement): Cleanup {
  // JupyterLab reads keys before the element does, and passes over a focused one with this mark.
  const mark = (event: FocusEvent) => {
    (event.target as Element).setAttribute("data-lm-suppress-shortcuts", "true");
  };
  const stop = (event: KeyboardEvent) => event.stopPropagation();
  element.addEventListener("focusin", mark);
  element.addEventListener("keydown", stop);
  return () => {
    element.removeEventListener("focusin", mark);
    element.removeEventListener("keydown", stop);
  };
}

/**
 * Says in attributes where pictures come from, and whether the store is at rest: what is shown then
 * is exact and will stay.
 */
function markState(store: SpaceStore, element: HTMLElement): Cleanup {
  const mark = () => {
    const { page, runtime } = store.status;
    element.setAttribute("data-lw-rest", String(store.atRest));
    element.setAttribute("data-lw-runtime", page.state === "ready" ? "page" : runtime);
  };
  // A map's cursor has moved before its code is known.
  const events = ["z", "point", "frame", "status"] as const;
  const offs = events.map((event) => store.on(event, mark));
  mark();
  return () => {
    for (const off of offs) off();
  };
}

/** Puts what `create` makes into `element`: its theme followed, its keys kept, all undone at the end. */
export function mount(element: HTMLElement, create: () => Cleanup): Cleanup {
  element.classList.add("lw-root");
  const cleanups = [followTheme(element), keepKeys(element), keepFilesOut(element)];
  const unmount = () => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
    element.replaceChildren();
  };
  try {
    cleanups.push(create());
  } catch (error) {
    unmount();
    throw error;
  }
  return unmount;
}

/** Puts a view of `store` into `element`, where undo and redo are heard as keys. */
export function mountView(
  store: SpaceStore,
  element: HTMLElement,
  createView: ViewFactory,
  options: ViewOptions = {},
): Cleanup {
  const unmount = mount(element, () => createView(store, element, options));
  const unmark = markState(store, element);
  const unbind = bindUndo(store, element);
  return () => {
    unbind();
    unmark();
    unmount();
  };
}

/** A view that is an object of its own. */
export interface OwnView {
  readonly element: HTMLElement;
  /** The element is in the page now. */
  start(): void;
  dispose(): void;
}

export function startIn(element: HTMLElement, view: OwnView): Cleanup {
  element.append(view.element);
  try {
    view.start();
  } catch (error) {
    view.dispose();
    throw error;
  }
  return () => view.dispose();
}

/** The widget that `start` begins; where it cannot, the element says why. At the end `release` is called. */
export function orSaid(element: HTMLElement, start: () => Cleanup, release: Cleanup): Cleanup {
  try {
    const unmount = start();
    return () => {
      unmount();
      release();
    };
  } catch (error) {
    release();
    console.error("latentwidgets:", error);
    sayFault(element, error);
    return keepMessage(element);
  }
}

/** Without a space there is a sentence in the element, in the theme's colours. */
export function keepMessage(element: HTMLElement): Cleanup {
  const unfollow = followTheme(element);
  return () => {
    unfollow();
    element.replaceChildren();
  };
}

/** A kernel that runs a cell answers when it has ended. */
const PATIENCE_MS = 20_000;

/** The lines that reproduce a view, by its half in Python. */
async function pythonOf(model: AnyModel): Promise<string> {
  const channel = new Channel((content, buffers) => model.send(content, undefined, buffers));
  const receive = (message: Reply) => channel.receive(message);
  model.on("msg:custom", receive);
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return (await channel.request("as_python", {}, { signal })).text;
  } catch (error) {
    if (!(error as RequestError).cancelled) throw error;
    throw new Error("The kernel is busy: try again when its cell has ended.");
  } finally {
    model.off("msg:custom", receive);
  }
}

export function ownTraits(model: AnyModel): OwnTraits {
  return {
    get: (name) => model.get(name),
    set(name, value) {
      model.set(name, value);
      model.save_changes();
    },
    on(name, listener) {
      model.on(`change:${name}`, listener);
      return () => model.off(`change:${name}`, listener);
    },
    asPython: () => pythonOf(model),
  };
}

export function defineWidget(createView: ViewFactory): WidgetModule {
  return {
    async render(context) {
      const { el } = context;
      el.classList.add("lw-root");
      const acquired = await storeFor(context);
      if (!acquired) return keepMessage(el);
      const [store, release] = acquired;
      // The view may have been closed while its state was looked up.
      if (context.signal?.aborted) {
        release();
        return () => {};
      }
      const options = { traits: ownTraits(context.model) };
      return orSaid(el, () => mountView(store, el, createView, options), release);
    },
  };
}

// A widget that has no space behind it: what it shows comes by its own traits and messages.

import type { OwnTraits } from "./contracts.ts";
import { keepFilesOut } from "./dropped-files.ts";
import type { AnyModel } from "./host.ts";
import { followTheme } from "./theme.ts";
import { keepKeys, ownTraits, type WidgetModule } from "./widget.ts";

interface OwnView {
  readonly element: HTMLElement;
  /** The element is in the page now. */
  start(): void;
  dispose(): void;
}

export function defineOwn(create: (model: AnyModel, traits: OwnTraits) => OwnView): WidgetModule {
  return {
    async render({ model, el }) {
      el.classList.add("lw-root");
      const cleanups = [followTheme(el), keepKeys(el), keepFilesOut(el)];
      const view = create(model, ownTraits(model));
      el.append(view.element);
      view.start();
      return () => {
        view.dispose();
        for (const cleanup of cleanups.reverse()) cleanup();
        el.replaceChildren();
      };
    },
  };
}

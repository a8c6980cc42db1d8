// A widget over two spaces, each with a state of its own.

import type { OwnTraits } from "./contracts.ts";
import type { AnyModel } from "./host.ts";
import { storeFor } from "./registry.ts";
import type { SpaceStore } from "./store.ts";
import { keepMessage, mountView, ownTraits, type WidgetModule } from "./widget.ts";

interface PairView {
  readonly element: HTMLElement;
  /** The element is in the page now. */
  start(): void;
  dispose(): void;
}

type Create = (
  stores: readonly [SpaceStore, SpaceStore],
  model: AnyModel,
  traits: OwnTraits,
) => PairView;

/** The module of a widget whose traits `state` and `other` refer to a space each. */
export function definePair(create: Create): WidgetModule {
  return {
    async render(context) {
      const { el, model } = context;
      el.classList.add("lw-root");
      const first = await storeFor(context);
      const second = first && (await storeFor(context, "other"));
      if (!first || !second) {
        first?.[1]();
        return keepMessage(el);
      }
      const release = () => {
        first[1]();
        second[1]();
      };
      // The view may have been closed while its states were looked up.
      if (context.signal?.aborted) {
        release();
        return () => {};
      }
      const unmount = mountView(first[0], el, (store, element) => {
        const view = create([store, second[0]], model, ownTraits(model));
        element.append(view.element);
        view.start();
        return () => view.dispose();
      });
      return () => {
        unmount();
        release();
      };
    },
  };
}

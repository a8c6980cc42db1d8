// A widget over two spaces, each with a state of its own.

import type { OwnTraits, ViewFactory } from "./contracts.ts";
import type { AnyModel } from "./host.ts";
import { storeFor } from "./registry.ts";
import type { SpaceStore } from "./store.ts";
import {
  keepMessage,
  mountView,
  type OwnView,
  orSaid,
  ownTraits,
  startIn,
  type WidgetModule,
} from "./widget.ts";

type Create = (
  stores: readonly [SpaceStore, SpaceStore],
  model: AnyModel,
  traits: OwnTraits,
) => OwnView;

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
      const make: ViewFactory = (store, element) =>
        startIn(element, create([store, second[0]], model, ownTraits(model)));
      return orSaid(el, () => mountView(first[0], el, make), release);
    },
  };
}

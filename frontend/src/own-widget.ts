// A widget that has no space behind it: what it shows comes by its own traits and messages.

import type { OwnTraits } from "./contracts.ts";
import type { AnyModel } from "./host.ts";
import { mount, type OwnView, orSaid, ownTraits, startIn, type WidgetModule } from "./widget.ts";

export function defineOwn(create: (model: AnyModel, traits: OwnTraits) => OwnView): WidgetModule {
  return {
    async render({ model, el }) {
      const start = () => startIn(el, create(model, ownTraits(model)));
      return orSaid(
        el,
        () => mount(el, start),
        () => {},
      );
    },
  };
}

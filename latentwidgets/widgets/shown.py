"""Which map a page shows and what colours it: known here, for a page to come and for figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latentwidgets.exceptions import OptionError
from latentwidgets.widgets.handlers.colours import colour_names
from latentwidgets.widgets.traits import Validated

__all__ = ["Shown", "ShownTrait"]


@dataclass(frozen=True)
class Shown:
    """The key of a map that is kept, and the name of a colouring, or None."""

    map: str
    colour: str | None


class ShownTrait(Validated):
    """What is shown; on the wire ``{map, colour}``."""

    info_text = "a map and a colour"

    def validate(self, obj: Any, value: Any) -> Shown:  # noqa: D102
        if not isinstance(value, Shown) or not isinstance(value.map, str):
            raise OptionError("shown is no map with its colour.")
        if obj.context.maps.find(value.map) is None:
            raise OptionError(f"There is no map {value.map[:40]!r} any more.")
        if value.colour is not None and value.colour not in colour_names(obj.space):
            raise OptionError(f"There is no colour {str(value.colour)[:40]!r}.")
        return value

    def same(self, old: Any, new: Any) -> bool:  # noqa: D102
        return bool(old == new)

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        return {"map": value.map, "colour": value.colour}

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        if not isinstance(value, Mapping):
            raise OptionError("shown is no object of map and colour.")
        return Shown(value.get("map", ""), value.get("colour"))

"""`colour`: the colours of the map's points, by label or by attribute."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces import colouring
from latentwidgets.spaces.labels import named_columns
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["colour", "colour_by", "colour_names"]


def colour(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `colour`."""
    return colour_by(context.space, request.text("name"))


def colour_by(space: "LatentSpace", name: str) -> dict[str, Any]:
    """Describe the colouring of a space by its labels (``"label"``) or an attribute.

    Raises
    ------
    OptionError
        Where there is no such attribute.
    """
    values = named_columns(space.labels, space.attributes)
    if name not in values:
        known = ", ".join(map(repr, values)) or "none: the space has neither labels nor attributes"
        raise OptionError(f"There is no colour {name!r}: choose one of {known}.")
    return asdict(colouring(name, values[name]))


def colour_names(space: "LatentSpace") -> list[str]:
    """Name what the map can be coloured by, labels first."""
    return list(named_columns(space.labels, space.attributes))

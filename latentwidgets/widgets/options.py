"""What a view is given: a space, or what makes one."""

import difflib
import inspect
from typing import Any

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces import LatentSpace

__all__ = ["space_of"]


def space_of(view: type, model: Any, data: Any, options: dict[str, Any]) -> LatentSpace:
    """Return `model` where it is a space, else the space of model and data.

    Raises
    ------
    OptionError
        Where an option is unknown, or comes with a space that is made already.
    """
    known = _keywords(LatentSpace)
    for name in options:
        if name not in known:
            raise OptionError(_advice(view, name, [*known, *_keywords(view)]))
    if not isinstance(model, LatentSpace):
        return LatentSpace(model, data, **options)
    given = ["data"] * (data is not None) + list(options)
    if given:
        raise OptionError(
            f"{view.__name__} was given a space together with {', '.join(given)}: give these to "
            "LatentSpace, or give the model instead of the space."
        )
    return model


def _keywords(cls: type) -> list[str]:
    parameters = inspect.signature(cls).parameters.values()
    return [entry.name for entry in parameters if entry.kind is entry.KEYWORD_ONLY]


def _advice(view: type, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"it knows {', '.join(sorted(set(known)))}."
    return f"{view.__name__} has no option {name!r}: {advice}"

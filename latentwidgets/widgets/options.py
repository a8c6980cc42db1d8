"""What a view is given: a space, what makes one, or the name of one."""

import difflib
import inspect
import os
from pathlib import PurePath
from typing import Any

from latentwidgets import zoo
from latentwidgets.exceptions import OptionError
from latentwidgets.spaces import LatentSpace
from latentwidgets.spaces import open as open_bundle

__all__ = ["space_of"]


def space_of(view: type, model: Any, data: Any, options: dict[str, Any]) -> LatentSpace:
    """Return `model` where it is a space, the space of that name or path, else of model and data.

    Raises
    ------
    OptionError
        Where an option is unknown, or comes with a space that is made already; or there is no
        built-in model of that name.
    """
    known = _keywords(LatentSpace)
    for name in options:
        if name not in known:
            raise OptionError(_advice(view, name, [*known, *_keywords(view)]))
    if isinstance(model, str | os.PathLike):
        return _named(view, model, data, options)
    if not isinstance(model, LatentSpace):
        return LatentSpace(model, data, **options)
    given = ["data"] * (data is not None) + list(options)
    if given:
        raise OptionError(
            f"{view.__name__} was given a space together with {', '.join(given)}: give these to "
            "LatentSpace, or give the model instead of the space."
        )
    return model


def _named(
    view: type, name: str | os.PathLike[str], data: Any, options: dict[str, Any]
) -> LatentSpace:
    """Open a bundle by its path, or load what is built in by its name."""
    if data is not None:
        raise OptionError(
            f"{view.__name__} was given data together with {os.fspath(name)!r}, which has its own: "
            "leave data out."
        )
    if PurePath(name).suffix == ".latent":
        if options:
            raise OptionError(
                f"{view.__name__} was given a bundle together with {', '.join(options)}: leave "
                "these out, since a bundle holds a space that is made already."
            )
        return open_bundle(name)
    known = [entry.name for entry in zoo.list()]
    if name in known:
        return zoo.load(str(name), **options)
    raise OptionError(
        f"There is no built-in model {os.fspath(name)!r}: give one of {', '.join(known)}, or the "
        "path of a bundle that ends in .latent."
    )


def _keywords(cls: type) -> list[str]:
    parameters = inspect.signature(cls).parameters.values()
    return [entry.name for entry in parameters if entry.kind is entry.KEYWORD_ONLY]


def _advice(view: type, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"it knows {', '.join(sorted(set(known)))}."
    return f"{view.__name__} has no option {name!r}: {advice}"

"""Built-in data and small trained models, offline.

>>> import latentwidgets as lw
>>> lw.zoo.list()  # doctest: +SKIP
>>> space = lw.zoo.load("digits/vae")  # doctest: +SKIP
"""

import json
from typing import TYPE_CHECKING, Any

from latentwidgets.lazy import lazily
from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data import load as _load_data
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.registry import ENTRIES, Listing, find

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.zoo.data.accompaniment import accompany, separate
    from latentwidgets.zoo.data.folder import load_image_folder
    from latentwidgets.zoo.data.idx import load_idx
    from latentwidgets.zoo.data.sampler import factor_sampler
    from latentwidgets.zoo.data.tunes import load_chorales, load_midi_folder

__all__ = [
    "Dataset",
    "Entry",
    "Listing",
    "accompany",
    "data",
    "factor_sampler",
    "find",
    "list",
    "load",
    "load_chorales",
    "load_idx",
    "load_image_folder",
    "load_midi_folder",
    "separate",
]

__getattr__ = lazily(
    __name__,
    {
        "accompany": "data.accompaniment",
        "factor_sampler": "data.sampler",
        "load_chorales": "data.tunes",
        "load_idx": "data.idx",
        "load_image_folder": "data.folder",
        "load_midi_folder": "data.tunes",
        "separate": "data.accompaniment",
    },
)


def load(name: str, *, progress: bool = False, **space_options: Any) -> "LatentSpace":
    """Load a built-in model with its data, encoded.

    Without options it is opened from a bundle, at once and without torch. With options it is built
    with torch from its weights, and its data are encoded.

    Parameters
    ----------
    name
        As in `list`, such as ``"digits/vae"``.
    progress
        Whether an encoding shows a bar; no reason to encode.
    **space_options
        Passed on to `LatentSpace`, such as ``device`` or ``batch_size``.

    Raises
    ------
    OptionError
        There is no such model.
    BundleError, ModelError
        Its bundle, or its weights, are damaged.
    """
    entry = find(name)
    if space_options:
        from latentwidgets.zoo.building import build_space

        space = build_space(entry, progress=progress, **space_options)
    else:
        from latentwidgets.spaces import open as open_bundle

        space = open_bundle(entry.bundle_path)
    space.source = _source(name, space_options)
    return space


def _source(name: str, options: dict[str, Any]) -> str | None:
    """Write the call; None where an option is no plain value."""
    if not all(isinstance(value, str | int | float) for value in options.values()):
        return None
    given = [_literal(name), *(f"{key}={_literal(value)}" for key, value in options.items())]
    return f"lw.zoo.load({', '.join(given)})"


def _literal(value: str | float) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def list() -> Listing:  # noqa: A001  # the public name is lw.zoo.list
    """List the built-in models: a sequence that prints as a table."""
    return ENTRIES


def data(name: str) -> Dataset:
    """Load built-in data, such as ``"digits"``, or a real set, such as ``"mnist"``.

    Real sets are downloaded through scikit-learn when they are first asked for: ``"mnist"``,
    ``"fashion-mnist"``, ``"olivetti"``, ``"lfw"``.

    Raises
    ------
    OptionError
        There are no such data.
    DataError
        They are not on this machine and cannot be downloaded.
    """
    return _load_data(name)

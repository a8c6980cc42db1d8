"""Built-in data and small trained models, offline.

>>> import latentwidgets as lw
>>> lw.zoo.list()  # doctest: +SKIP
>>> space = lw.zoo.load("digits/vae")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data import load as _load_data
from latentwidgets.zoo.data.folder import load_image_folder
from latentwidgets.zoo.data.idx import load_idx
from latentwidgets.zoo.data.sampler import factor_sampler
from latentwidgets.zoo.data.tunes import load_chorales, load_midi_folder
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.registry import ENTRIES, Listing, find

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = [
    "Dataset",
    "Entry",
    "Listing",
    "data",
    "factor_sampler",
    "find",
    "list",
    "load",
    "load_chorales",
    "load_idx",
    "load_image_folder",
    "load_midi_folder",
]


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

        return build_space(entry, progress=progress, **space_options)
    from latentwidgets.spaces import open as open_bundle

    return open_bundle(entry.bundle_path)


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

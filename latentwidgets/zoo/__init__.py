"""Built-in data and small trained models, offline.

>>> import latentwidgets as lw
>>> lw.zoo.list()  # doctest: +SKIP
>>> space = lw.zoo.load("digits/vae")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.digits import ImageData
from latentwidgets.zoo.registry import DATA, ENTRIES, Entry, Listing, find

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["Entry", "ImageData", "Listing", "data", "list", "load"]


def load(name: str, **space_options: Any) -> "LatentSpace":
    """Load a built-in model with its data, encoded.

    Parameters
    ----------
    name
        As in `list`: ``"digits/vae-2d"`` or ``"digits/vae"``.
    **space_options
        Passed on to `LatentSpace`, such as ``device`` or ``batch_size``.

    Raises
    ------
    OptionError
        There is no such model.
    ModelError
        Its weights are damaged.
    """
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.zoo.weights import load_weights

    entry = find(name)
    module = entry.build()
    load_weights(module, entry.weights_path)
    contents = data(entry.data)
    defaults: dict[str, Any] = {
        "labels": contents.labels,
        "attributes": contents.attributes,
        "name": name,
        "prior": "normal",
        "value_range": (0.0, 1.0),
        "latent_shape": (entry.latent_size,),
        "progress": False,
    }
    return LatentSpace(module, contents.images, **{**defaults, **space_options})


def list() -> Listing:  # noqa: A001  # the public name is lw.zoo.list
    """List the built-in models: a sequence that prints as a table."""
    return ENTRIES


def data(name: str) -> ImageData:
    """Load built-in data, such as ``"digits"``.

    Raises
    ------
    OptionError
        There are no such data.
    """
    if name not in DATA:
        raise OptionError(f"There are no built-in data {name!r}: choose from {', '.join(DATA)}.")
    return DATA[name]()

"""Built-in data, one set a file; each is drawn or read when it is asked for."""

import importlib
from typing import TYPE_CHECKING

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DATA", "Dataset", "load"]

#: Where the loader of each set is; a module is imported when its data are asked for.
DATA: dict[str, str] = {
    "cats": "latentwidgets.zoo.data.cats:load_cats_data",
    "digits": "latentwidgets.zoo.data.digits:load_digits_data",
    "faces": "latentwidgets.zoo.data.faces:load_faces_data",
    "shapes": "latentwidgets.zoo.data.shapes:load_shapes_data",
}


def load(name: str) -> Dataset:
    """Load built-in data, such as ``"digits"``.

    Raises
    ------
    OptionError
        There are no such data.
    """
    if name not in DATA:
        raise OptionError(f"There are no built-in data {name!r}: choose from {', '.join(DATA)}.")
    module, _, function = DATA[name].partition(":")
    loader: Callable[[], Dataset] = getattr(importlib.import_module(module), function)
    return loader()

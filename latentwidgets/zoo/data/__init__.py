"""Built-in data, one set a file; each is drawn or read when it is asked for."""

import importlib
import inspect
from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DATA", "DOWNLOADS", "Dataset", "load"]

#: Where the loader of each set is; a module is imported when its data are asked for.
DATA: dict[str, str] = {
    "cats": "latentwidgets.zoo.data.cats:load_cats_data",
    "digits": "latentwidgets.zoo.data.digits:load_digits_data",
    "faces": "latentwidgets.zoo.data.faces:load_faces_data",
    "harmonies": "latentwidgets.zoo.data.harmonies:load_harmonies_data",
    "heartbeats": "latentwidgets.zoo.data.heartbeats:load_heartbeats_data",
    "melodies": "latentwidgets.zoo.data.melodies:load_melodies_data",
    "sentences": "latentwidgets.zoo.data.sentences:load_sentences_data",
    "sentences-words": "latentwidgets.zoo.data.sentences:load_sentence_words_data",
    "shapes": "latentwidgets.zoo.data.shapes:load_shapes_data",
    "songs": "latentwidgets.zoo.data.songs:load_songs_data",
    "tones": "latentwidgets.zoo.data.tones:load_tones_data",
}

#: Real sets, which are downloaded to the user's machine when they are first asked for.
DOWNLOADS: dict[str, str] = {
    "fashion-mnist": "latentwidgets.zoo.data.real:load_fashion_mnist",
    "lfw": "latentwidgets.zoo.data.real:load_lfw",
    "mnist": "latentwidgets.zoo.data.real:load_mnist",
    "olivetti": "latentwidgets.zoo.data.real:load_olivetti",
}


def load(name: str, n: int | None = None) -> Dataset:
    """Load built-in data, such as ``"digits"``, or a set that is downloaded, such as ``"mnist"``.

    Parameters
    ----------
    name
        As in `DATA` and `DOWNLOADS`.
    n
        How many at most: of sets that are drawn no more are drawn; of others those that are held
        out come first. None: all.

    Raises
    ------
    OptionError
        There are no such data.
    DataError
        They are not on this machine and cannot be downloaded.
    """
    places = DATA | DOWNLOADS
    if name not in places:
        raise OptionError(
            f"There are no built-in data {name!r}: choose from {', '.join(DATA)}; or, downloaded, "
            f"{', '.join(DOWNLOADS)}."
        )
    module, _, function = places[name].partition(":")
    loader: Callable[..., Dataset] = getattr(importlib.import_module(module), function)
    if n is None:
        return loader()
    if "n" in inspect.signature(loader).parameters:
        return loader(n)
    found = loader()
    return found.take(np.argsort(~found.is_test, kind="stable")[:n])

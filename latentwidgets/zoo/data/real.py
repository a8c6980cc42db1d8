"""Real sets of pictures, downloaded through scikit-learn when they are first asked for.

They are kept in scikit-learn's own folder of data on the user's machine. No set is part of this
package.
"""

from collections.abc import Callable
from http.client import HTTPException
from importlib.util import find_spec
from typing import Any

import numpy as np

from latentwidgets.exceptions import DataError
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.split import every_sixth

__all__ = ["load_fashion_mnist", "load_lfw", "load_mnist", "load_olivetti"]

_GARMENTS = (
    "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
)  # fmt: skip
_N_TEST = 10_000  # of MNIST and of Fashion-MNIST, their own, which stand last


def load_mnist() -> Dataset:
    """Load MNIST: 70,000 handwritten digits of 28 by 28 pixels (LeCun et al. 1998).

    Raises
    ------
    DataError
        It is not on this machine and cannot be downloaded.
    """
    return _openml(
        "mnist", "mnist_784", "handwritten digits", "CC BY-SA 3.0 (LeCun, Cortes & Burges)"
    )


def load_fashion_mnist() -> Dataset:
    """Load Fashion-MNIST: 70,000 garments of 28 by 28 pixels (Xiao, Rasul & Vollgraf 2017).

    Raises
    ------
    DataError
        It is not on this machine and cannot be downloaded.
    """
    return _openml("fashion-mnist", "Fashion-MNIST", "garments", "MIT (Zalando SE)", _GARMENTS)


def load_olivetti() -> Dataset:
    """Load the Olivetti faces: 40 people, ten grey pictures of 64 by 64 pixels of each.

    AT&T Laboratories Cambridge (Samaria & Harter 1994). The last two of each person are held out.

    Raises
    ------
    DataError
        They are not on this machine and cannot be downloaded.
    """
    from sklearn.datasets import fetch_olivetti_faces

    bunch = _fetch("The Olivetti faces are", fetch_olivetti_faces)
    people = bunch.target.astype(np.int64)
    earlier = np.array([np.sum(people[:i] == person) for i, person in enumerate(people)])
    return Dataset(
        name="olivetti",
        title=f"{len(people)} grey pictures of the faces of {len(set(people))} people",
        licence="for research, with credit to AT&T Laboratories Cambridge",
        source="scikit-learn's fetch_olivetti_faces",
        samples=bunch.images.astype(np.float32)[:, None],
        is_test=earlier >= 8,
        labels=people,
    )


def load_lfw(min_faces: int = 5) -> Dataset:
    """Load Labeled Faces in the Wild: photographs in colour, cut to 64 by 64 pixels.

    Huang, Ramesh, Berg & Learned-Miller 2007; about 200 MB to download. Every sixth is held out.

    Parameters
    ----------
    min_faces
        How many pictures there must be of a person who is to be among them: with 1 there are
        13,233, with 5 about 6,000.

    Raises
    ------
    DataError
        They are not on this machine and cannot be downloaded.
    """
    from sklearn.datasets import fetch_lfw_people

    middle = slice(61, 189)  # 128 of 250 pixels, halved
    bunch = _fetch(
        "Labeled Faces in the Wild are",
        fetch_lfw_people,
        color=True,
        slice_=(middle, middle),
        resize=0.5,
        min_faces_per_person=min_faces,
    )
    return Dataset(
        name="lfw",
        title=f"{len(bunch.target):,} photographs of {len(bunch.target_names):,} people's faces",
        licence="for research; the photographs belong to their owners",
        source="scikit-learn's fetch_lfw_people",
        samples=np.ascontiguousarray(bunch.images.transpose(0, 3, 1, 2), dtype=np.float32),
        is_test=every_sixth(len(bunch.target)),
        labels=np.asarray(bunch.target_names)[bunch.target],
    )


def _openml(
    name: str, source: str, what: str, licence: str, classes: tuple[str, ...] | None = None
) -> Dataset:
    from sklearn.datasets import fetch_openml

    bunch = _fetch(
        f"{source} is",
        fetch_openml,
        name=source,
        version=1,
        as_frame=False,
        parser="pandas" if find_spec("pandas") else "liac-arff",  # the former is quicker
    )
    labels = np.asarray(bunch.target).astype(np.int64)
    pixels = np.asarray(bunch.data).reshape(len(labels), 1, 28, 28)
    return Dataset(
        name=name,
        title=f"{len(labels):,} pictures of {what}, 28 by 28 pixels",
        licence=licence,
        source=f"OpenML's {source}, version 1, by scikit-learn's fetch_openml",
        samples=np.divide(pixels, 255, dtype=np.float32),
        is_test=np.arange(len(labels)) >= len(labels) - _N_TEST,
        labels=labels if classes is None else np.array(classes)[labels],
    )


def _fetch(what: str, fetch: Callable[..., Any], **options: Any) -> Any:
    try:
        return fetch(**options)
    except (OSError, HTTPException) as error:  # URLError and time-outs are OSErrors
        reason = str(getattr(error, "reason", None) or error)
        raise DataError(
            f"{what} not on this machine and cannot be downloaded ({reason}): connect it to the "
            "network once, or load files of your own with lw.zoo.load_idx or "
            "lw.zoo.load_image_folder."
        ) from error

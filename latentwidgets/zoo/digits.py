"""Handwritten digits that come with scikit-learn: real data, no download.

Alpaydin & Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository,
1998 (CC BY 4.0): 1,797 images of 8 by 8 pixels with 17 grey levels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["ImageData", "load_digits_data"]

Images = NDArray[np.float32]
_N_TEST = 360  # a fifth
_SPLIT_SEED = 0


@dataclass(frozen=True)
class ImageData:
    """Labelled images with a fixed split.

    Attributes
    ----------
    name, licence
        What the data are, and on what terms.
    images
        float32 ``(n, 1, height, width)`` in [0, 1].
    labels
        int64 ``(n,)``.
    is_test
        bool ``(n,)``: True where a sample is held out of all training.
    """

    name: str
    licence: str
    images: Images
    labels: NDArray[np.int64]
    is_test: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        _, _, height, width = self.images.shape
        return f"<{self.name}: {len(self):,} images, {height}x{width}, {self.is_test.sum()} test>"

    @cached_property
    def attributes(self) -> dict[str, NDArray[np.float32] | NDArray[np.str_]]:
        """Measured on the pixels: ``ink``, ``width``, ``slant``; and the ``split``."""
        ink, width, slant = _moments(self.images[:, 0])
        split = np.where(self.is_test, "test", "train")
        return {"ink": ink, "width": width, "slant": slant, "split": split}


def load_digits_data() -> ImageData:
    """Load the digits with the split that the built-in models were trained on.

    The 360 test samples are drawn with seed 0, each class in its share.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    labels = bunch.target.astype(np.int64)
    _, test = train_test_split(
        np.arange(len(labels)), test_size=_N_TEST, stratify=labels, random_state=_SPLIT_SEED
    )
    is_test = np.zeros(len(labels), dtype=bool)
    is_test[test] = True
    images = (bunch.images / 16).astype(np.float32)[:, None]
    return ImageData("digits", "CC BY 4.0 (UCI, Alpaydin & Kaynak 1998)", images, labels, is_test)


def _moments(images: Images) -> tuple[Images, Images, Images]:
    """Mean intensity; standard deviation across, in pixels; lean in pixels right per pixel up."""
    _, height, width = images.shape
    weights = images.astype(np.float64)
    mass = weights.sum(axis=(1, 2))
    safe = np.where(mass > 0, mass, np.nan)  # no ink has no width: NaN, shown as missing
    columns, rows = np.arange(width), np.arange(height)[:, None]
    x = columns - ((weights * columns).sum(axis=(1, 2)) / safe)[:, None, None]
    y = rows - ((weights * rows).sum(axis=(1, 2)) / safe)[:, None, None]
    across = (weights * x * x).sum(axis=(1, 2)) / safe
    along = (weights * y * y).sum(axis=(1, 2)) / safe
    joint = (weights * x * y).sum(axis=(1, 2)) / safe
    slant = np.divide(-joint, along, out=np.full_like(along, np.nan), where=along > 0)
    ink = mass / (height * width)
    return ink.astype(np.float32), np.sqrt(across).astype(np.float32), slant.astype(np.float32)

"""Handwritten digits that come with scikit-learn: real data, no download.

Alpaydin & Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository,
1998 (CC BY 4.0): 1,797 images of 8 by 8 pixels with 17 grey levels.
"""

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.dataset import Dataset

__all__ = ["load_digits_data", "measure_strokes"]

Images = NDArray[np.float32]
_N_TEST = 360  # a fifth
_SPLIT_SEED = 0


def load_digits_data() -> Dataset:
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
    split = np.where(is_test, "test", "train")
    return Dataset(
        name="digits",
        title="1,437 of 1,797 pictures of handwritten digits, 8 by 8 pixels",
        licence="CC BY 4.0 (UCI, Alpaydin & Kaynak 1998)",
        source="scikit-learn's load_digits",
        samples=images,
        is_test=is_test,
        labels=labels,
        attributes={**measure_strokes(images), "split": split},
    )


def measure_strokes(images: Images) -> dict[str, Images]:
    """Measure strokes on their pixels.

    Parameters
    ----------
    images
        float32 ``(n, 1, height, width)`` in [0, 1].

    Returns
    -------
    dict
        float32 ``(n,)`` each: ``ink``, the mean intensity; ``width``, the standard deviation
        across, in pixels; ``slant``, pixels right per pixel up. NaN where there is no ink.
    """
    images = images[:, 0]
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
    return {
        "ink": ink.astype(np.float32),
        "width": np.sqrt(across).astype(np.float32),
        "slant": slant.astype(np.float32),
    }

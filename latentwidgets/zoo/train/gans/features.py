"""Feature spaces in which real and generated pictures are compared, each with its name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from latentwidgets.metrics import Score, density_coverage, precision_recall
from latentwidgets.zoo.data import Dataset

__all__ = ["Features", "generate", "measure", "pixel_components"]

Images = NDArray[np.float32]

_AT_ONCE = 100
_MOST_FITTED = 3000


@dataclass(frozen=True)
class Features:
    """A feature space.

    Attributes
    ----------
    name
        As it stands in the labels of the figures.
    of
        Pictures ``(n, c, h, w)`` to features ``(n, d)``.
    """

    name: str
    of: Callable[[Images], NDArray[Any]]


def pixel_components(dataset: Dataset, n: int) -> Features:
    """Principal components of the pixels of training samples."""
    from sklearn.decomposition import PCA

    train = dataset.samples[~dataset.is_test][:_MOST_FITTED]
    pca = PCA(n, svd_solver="randomized", random_state=0).fit(train.reshape(len(train), -1))
    return Features(
        f"PCA of the pixels, {n} components",
        lambda images: pca.transform(images.reshape(len(images), -1)),
    )


def generate(module: nn.Module, n: int, seed: int) -> Images:
    """Make n pictures ``(n, c, h, w)`` of codes from the prior."""
    draw = torch.Generator().manual_seed(seed)
    codes = torch.randn(n, int(module.z_dim), generator=draw)  # type: ignore[arg-type]
    with torch.inference_mode():
        parts = [module(part) for part in torch.split(codes, _AT_ONCE)]
    return np.asarray(torch.cat(parts))


def measure(real: Images, generated: Images, features: Features) -> dict[str, Any]:
    """Density, coverage, precision and recall, as JSON takes them."""
    pair = features.of(real), features.of(generated)
    first = density_coverage(*pair, features=features.name)
    second = precision_recall(*pair, features=features.name)
    return {
        "features": features.name,
        "n_real": len(real),
        "n_generated": len(generated),
        "copies": first.duplicates.generated,
        "density": _told(first.density),
        "coverage": _told(first.coverage),
        "precision": _told(second.precision),
        "recall": _told(second.recall),
    }


def _told(score: Score) -> dict[str, Any]:
    return {
        "value": score.value,
        "expected": score.expected,
        "interval": list(score.interval),
        "label": score.label,
    }

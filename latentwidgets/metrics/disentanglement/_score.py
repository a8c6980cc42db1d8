"""What a score of disentanglement is, and intervals from what each sample adds to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwidgets.metrics._score import Score, bootstrap_intervals

__all__ = ["DisentanglementScore", "intervals_of"]


@dataclass(frozen=True)
class DisentanglementScore(Score):
    """A score with its ceiling.

    Attributes
    ----------
    ceiling
        What the true factors, taken for codes, score with the same estimator.
    parts
        The figure by factor, or by code dimension, as the metric says.
    """

    ceiling: float
    parts: dict[str, float]


def intervals_of(per_sample: list[NDArray[np.float64]], seed: int) -> list[tuple[float, float]]:
    """Give the bootstrap interval of scores in [0, 1], of which each sample adds a part to each.

    The scores are smooth functions of shares of samples. To first order a resample changes such a
    score by the mean of what its samples add, which needs no table of its own; and it is centred on
    the score, where a table of a resample, which repeats samples, would find too much information.
    """
    intervals = bootstrap_intervals(np.stack(per_sample, axis=1), seed)
    return [(max(0.0, low), min(1.0, high)) for low, high in intervals]

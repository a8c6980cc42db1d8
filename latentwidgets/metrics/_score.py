"""The small object that every metric returns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NulledScore", "Score", "bootstrap_intervals", "bootstrap_means"]

_N_RESAMPLES = 500


@dataclass(frozen=True)
class Score:
    """One figure with what is needed to judge it.

    Attributes
    ----------
    value
        The metric.
    expected
        What it is to be read against, None where unknown: what an arrangement unrelated to the data
        would score, or two samples of one distribution; the metric says which.
    interval
        95 % bootstrap interval over the samples.
    label
        Estimator and settings in words, for a caption.
    """

    value: float
    expected: float | None
    interval: tuple[float, float]
    label: str

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.label}: {self.value:.3f} [{low:.3f}, {high:.3f}]"


@dataclass(frozen=True)
class NulledScore(Score):
    """A figure whose chance level is a range.

    Attributes
    ----------
    null
        The middle 95 % of what two samples of one distribution score, at this number of samples.
    """

    null: tuple[float, float]

    @property
    def differs(self) -> bool:
        """Whether it is above what chance gives."""
        return self.value > self.null[1]


def bootstrap_intervals(per_sample: NDArray[np.float64], seed: int) -> list[tuple[float, float]]:
    """Give the 95 % bootstrap interval of the mean of each column, over the rows."""
    low, high = np.quantile(bootstrap_means(per_sample, seed), [0.025, 0.975], axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def bootstrap_means(per_sample: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return the mean of each column over resampled rows, ``(500, columns)``."""
    n = len(per_sample)
    generator = np.random.default_rng(seed)
    means = np.empty((_N_RESAMPLES, per_sample.shape[1]))
    for resample in range(_N_RESAMPLES):
        times_drawn = np.bincount(generator.integers(n, size=n), minlength=n)
        means[resample] = times_drawn @ per_sample / n
    return means

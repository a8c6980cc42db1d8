"""Maximum mean discrepancies without bias, of any size of set, with interval and null.

Gretton et al., *A Kernel Two-Sample Test*, 2012. Where the two distributions differ, the figure
varies by what each sample adds to it; where they are equal that vanishes, and what is left is the
scatter of the null. The interval has both.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentwidgets.metrics._neighbors import in_blocks
from latentwidgets.metrics._score import bootstrap_means

__all__ = ["Discrepancy", "mean_rows", "summary"]

_N_NULL = 200
_NULL_SAMPLES = 500  # of each set: the null of more is the same, narrower in proportion

Floats = NDArray[np.float64]
Kernel = Callable[[Floats, Floats], Floats]


class Discrepancy(NamedTuple):
    """A squared discrepancy, its 95 % interval, and the middle 95 % of equal distributions."""

    value: float
    interval: tuple[float, float]
    null: tuple[float, float]

    @classmethod
    def between(cls, first: Floats, second: Floats, kernel: Kernel, seed: int) -> "Discrepancy":
        """Measure two samples against each other."""
        n, m = len(first), len(second)
        within = [mean_rows(rows, kernel) for rows in (first, second)]
        across, back = _mean_across(first, second, kernel)
        value = float(within[0].mean() + within[1].mean() - 2 * across.mean())
        moved = sum(
            bootstrap_means(2 * (own - other)[:, None], seed + index)[:, 0]
            for index, (own, other) in enumerate(zip(within, (across, back), strict=True))
        )
        generator = np.random.default_rng([seed, 11])
        sizes = [min(len(rows), _NULL_SAMPLES) for rows in (first, second)]
        drawn = [
            rows[generator.permutation(len(rows))[:size]]
            for rows, size in zip((first, second), sizes, strict=True)
        ]
        pooled = np.concatenate(drawn)
        matrix = kernel(pooled, pooled)
        np.fill_diagonal(matrix, 0)
        scale = (1 / n + 1 / m) / (1 / sizes[0] + 1 / sizes[1])
        null = np.array([_exchanged(matrix, sizes[0], generator) for _ in range(_N_NULL)]) * scale
        return summary(value, np.asarray(moved), null, generator)


def mean_rows(rows: Floats, kernel: Kernel) -> Floats:
    """Return the mean of the kernel of each row with all other rows."""

    def of_block(here: slice) -> Floats:
        block = kernel(rows[here], rows)
        own = np.arange(len(block))
        block[own, here.start + own] = 0
        sums: Floats = block.sum(axis=1)
        return sums

    sums = np.concatenate(list(in_blocks(len(rows), len(rows), of_block)))
    means: Floats = sums / (len(rows) - 1)
    return means


def _mean_across(first: Floats, second: Floats, kernel: Kernel) -> tuple[Floats, Floats]:
    """Return the mean of the kernel of each sample of either set with all of the other."""

    def of_block(here: slice) -> tuple[Floats, Floats]:
        block = kernel(first[here], second)
        return block.sum(axis=1), block.sum(axis=0)

    parts = list(in_blocks(len(first), len(second), of_block))
    by_row = np.concatenate([rows for rows, _ in parts])
    by_column: Floats = np.sum([columns for _, columns in parts], axis=0)
    return by_row / len(second), by_column / len(first)


def summary(
    value: float, moved: Floats, null: Floats, generator: np.random.Generator
) -> Discrepancy:
    """Put together what a resample moves to first order, about 0, and the scatter of the null."""
    scattered = value + moved - moved.mean() + generator.choice(null, len(moved))
    low, high = np.quantile(scattered, [0.025, 0.975])
    least, most = np.quantile(null, [0.025, 0.975])
    return Discrepancy(value, (float(low), float(high)), (float(least), float(most)))


def _exchanged(matrix: Floats, n: int, generator: np.random.Generator) -> float:
    """Measure the two sets with their samples exchanged at random; of the matrix's diagonal, 0."""
    size = len(matrix)
    first = np.zeros(size)
    first[generator.permutation(size)[:n]] = 1
    second = 1 - first
    sums = matrix @ first
    both, m = first @ sums, size - n
    across = second @ sums
    rest = matrix.sum() - both - 2 * across
    return float(both / (n * (n - 1)) + rest / (m * (m - 1)) - 2 * across / (n * m))

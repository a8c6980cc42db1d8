"""How well generated samples cover real ones, in a feature space that the caller names.

Kynkäänniemi et al., *Improved Precision and Recall Metric for Assessing Generative Models*, 2019;
Naeem et al., *Reliable Fidelity and Diversity Metrics for Generative Models*, 2020.

Both draw a ball around each sample, up to its k-th nearest neighbour. A sample that occurs several
times is a neighbour of itself at distance 0, so that the balls of a collapsed generator shrink to
points. Exact duplicates are therefore counted first, and a ball reaches to the k-th nearest
*distinct* sample; without duplicates these are the papers' figures.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics._score import Score, bootstrap_intervals

__all__ = [
    "DensityCoverage",
    "Duplicates",
    "PrecisionRecall",
    "density_coverage",
    "precision_recall",
]

_BLOCK_ELEMENTS = 1 << 22  # distances held at a time
_TIE_TOLERANCE = 1e-12  # of the largest squared distance, which rounding may add to a small one
_FEATURES = "the features given"

Floats = NDArray[np.float64]


class Duplicates(NamedTuple):
    """How many samples are exact copies of an earlier one of their own set."""

    real: int
    generated: int


class PrecisionRecall(NamedTuple):
    """Precision, recall, and what was found before they were measured."""

    precision: Score
    recall: Score
    duplicates: Duplicates


class DensityCoverage(NamedTuple):
    """Density, coverage, and what was found before they were measured."""

    density: Score
    coverage: Score
    duplicates: Duplicates


def precision_recall(
    real: ArrayLike,
    generated: ArrayLike,
    *,
    k: int = 3,
    features: str = _FEATURES,
    seed: int = 0,
) -> PrecisionRecall:
    """Improved precision and recall (Kynkäänniemi et al. 2019).

    Precision is the share of generated samples that lie in a ball of a real sample, recall the
    share of real samples that lie in a ball of a generated one.

    Parameters
    ----------
    real, generated
        ``(n, ...)`` and ``(m, ...)``, flattened to rows of the same size: features of samples, in
        one feature space.
    k
        A ball reaches to its centre's k-th nearest neighbour; ``1 <= k``, and fewer than the
        distinct real samples. Where there are no more than k distinct generated samples, a real
        sample is recalled only by its equal.
    features
        Name of the feature space, such as ``"PCA of the pixels, 32 components"``; it stands in the
        labels.
    seed
        Of the bootstrap behind each interval (over samples, the balls held fixed) and of the halves
        behind the expected values.

    Returns
    -------
    PrecisionRecall
        ``expected`` is what one random half of the real samples scores against the other: there is
        no closed form. None where the halves are too small.

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        A value is not finite, or too few real samples are distinct.
    OptionError
        ``k`` is out of range.
    """
    real_2d, generated_2d = _check(real, generated, k)
    duplicates = Duplicates(_n_copies(real_2d), _n_copies(generated_2d))
    inside, recalled = _inside_and_recalled(real_2d, generated_2d, k)
    references = _between_halves(real_2d, k, seed)
    suffix = _suffix(k, features, len(real_2d), len(generated_2d), duplicates)
    return PrecisionRecall(
        _score("precision", inside, references[0], suffix, seed),
        _score("recall", recalled, references[1], suffix, seed),
        duplicates,
    )


def density_coverage(
    real: ArrayLike,
    generated: ArrayLike,
    *,
    k: int = 5,
    features: str = _FEATURES,
    seed: int = 0,
) -> DensityCoverage:
    """Density and coverage (Naeem et al. 2020).

    Density is the mean number of balls of real samples that a generated one lies in, divided by k;
    it may exceed 1. Coverage is the share of real samples with a generated one in their ball.

    Parameters and errors as in `precision_recall`.

    Returns
    -------
    DensityCoverage
        ``expected`` is the expectation for two samples of one distribution: density 1, coverage
        ``1 - prod((n - i) / (n + m - i), i = 1..k)``, 0.969 for large n = m and k = 5.
    """
    real_2d, generated_2d = _check(real, generated, k)
    duplicates = Duplicates(_n_copies(real_2d), _n_copies(generated_2d))
    radii, tolerance = _radii(real_2d, k)
    n, m = len(real_2d), len(generated_2d)
    n_balls = np.zeros(m)
    covered = np.zeros(n, bool)
    for start, distances in _blocks(generated_2d, real_2d):
        inside = distances <= radii + tolerance
        n_balls[start : start + len(inside)] = inside.sum(axis=1)
        covered |= inside.any(axis=0)
    steps = np.arange(1, k + 1)
    expected = 1 - float(np.prod((n - steps) / (n + m - steps)))
    suffix = _suffix(k, features, n, m, duplicates)
    return DensityCoverage(
        _score("density", n_balls / k, 1.0, suffix, seed),
        _score("coverage", covered.astype(float), expected, suffix, seed),
        duplicates,
    )


def _inside_and_recalled(real: Floats, generated: Floats, k: int) -> tuple[Floats, Floats]:
    """Whether each generated sample lies in a real ball, and each real one in a generated ball."""
    real_radii, tolerance = _radii(real, k)
    generated_radii, other_tolerance = _radii(generated, k)
    inside = np.zeros(len(generated))
    recalled = np.zeros(len(real), bool)
    for start, distances in _blocks(generated, real):
        rows = slice(start, start + len(distances))
        inside[rows] = (distances <= real_radii + tolerance).any(axis=1)
        recalled |= (distances <= generated_radii[rows, None] + other_tolerance).any(axis=0)
    return inside, recalled.astype(float)


def _between_halves(real: Floats, k: int, seed: int) -> tuple[float | None, float | None]:
    """Precision and recall of one random half of the real samples against the other."""
    order = np.random.default_rng([seed, 1]).permutation(len(real))
    first, second = np.array_split(real[order], 2)
    if min(len(np.unique(half, axis=0)) for half in (first, second)) <= k:
        return None, None
    inside, recalled = _inside_and_recalled(first, second, k)
    return float(inside.mean()), float(recalled.mean())


def _radii(points: Floats, k: int) -> tuple[Floats, float]:
    """Squared distance to the k-th nearest distinct point, 0 where there is none; a tolerance."""
    distinct, places = np.unique(points, axis=0, return_inverse=True)
    tolerance = _TIE_TOLERANCE * 4 * _largest_square(points)
    if len(distinct) <= k:
        return np.zeros(len(points)), tolerance
    radii = np.empty(len(distinct))
    for start, distances in _blocks(distinct, distinct):
        rows = np.arange(len(distances))
        distances[rows, start + rows] = np.inf
        radii[start : start + len(rows)] = np.partition(distances, k - 1, axis=1)[:, k - 1]
    return radii[places.reshape(-1)], tolerance


def _blocks(rows: Floats, columns: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield the first row of each block, and squared distances of its rows to all columns."""
    centre = columns.mean(axis=0)
    rows, columns = rows - centre, columns - centre
    squares = np.einsum("ij,ij->i", columns, columns)
    size = max(1, _BLOCK_ELEMENTS // len(columns))
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        distances = np.einsum("ij,ij->i", block, block)[:, None] + squares
        distances -= 2 * block @ columns.T
        yield start, np.maximum(distances, 0)


def _largest_square(points: Floats) -> float:
    centred = points - points.mean(axis=0)
    return float(np.einsum("ij,ij->i", centred, centred).max())


def _n_copies(points: Floats) -> int:
    return len(points) - len(np.unique(points, axis=0))


def _score(name: str, values: Floats, expected: float | None, suffix: str, seed: int) -> Score:
    (interval,) = bootstrap_intervals(values[:, None], seed)
    return Score(float(values.mean()), expected, interval, f"{name} ({suffix})")


def _suffix(k: int, features: str, n: int, m: int, duplicates: Duplicates) -> str:
    parts = [f"k = {k}", f"in {features}", f"{n:,} real, {m:,} generated"]
    for name, copies in zip(("real", "generated"), duplicates, strict=True):
        if copies:
            parts.append(f"{copies:,} of the {name} are copies")
    return ", ".join(parts)


def _check(real: ArrayLike, generated: ArrayLike, k: int) -> tuple[Floats, Floats]:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise OptionError(f"k={k!r} neighbours were asked for: give a whole number from 1.")
    pair = []
    for name, given in (("real", real), ("generated", generated)):
        array = np.asarray(given, dtype=np.float64)
        if array.ndim < 1 or array.size == 0:
            raise ShapeError(
                f"The {name} samples have shape {array.shape}: give one row of features a sample."
            )
        array = array.reshape(len(array), -1)
        if not np.isfinite(array).all():
            raise DataError(
                f"The {name} samples hold NaN or infinite values: drop those samples first."
            )
        pair.append(array)
    if pair[0].shape[1] != pair[1].shape[1]:
        raise ShapeError(
            f"Real rows of {pair[0].shape[1]} and generated rows of {pair[1].shape[1]} features "
            "were given: both need the same features."
        )
    n_distinct = len(np.unique(pair[0], axis=0))
    if n_distinct <= k:
        raise DataError(
            f"{n_distinct} of the {len(pair[0])} real samples are distinct and k = {k} needs more "
            "than k: give more real samples, or a smaller k."
        )
    return pair[0], pair[1]

"""Precision, recall, density and coverage, in a feature space that the caller names.

Kynkäänniemi et al., *Improved Precision and Recall Metric for Assessing Generative Models*, 2019;
Naeem et al., *Reliable Fidelity and Diversity Metrics for Generative Models*, 2020.

Both draw a ball around each sample, up to its k-th nearest neighbour. A sample that occurs several
times is a neighbour of itself at distance 0, so that the balls of a collapsed generator shrink to
points. Exact duplicates are therefore counted first, and a ball reaches to the k-th nearest
*distinct* sample; without duplicates these are the papers' figures.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.metrics._checks import check_enough, check_neighbors, copies_of
from latentwidgets.metrics._neighbors import Points, count_within, nearest_neighbors
from latentwidgets.metrics._score import Score, bootstrap_intervals
from latentwidgets.metrics.coverage._pair import FEATURES, Duplicates, Pair

__all__ = [
    "CoverageScores",
    "DensityCoverage",
    "PrecisionRecall",
    "coverage_scores",
    "density_coverage",
    "precision_recall",
]

Floats = NDArray[np.float64]


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


class CoverageScores(NamedTuple):
    """All four, from one pass over the distances.

    ``covered`` says of each real sample whether a generated one lies in its ball (of coverage),
    ``inside`` of each generated one whether it lies in a ball of a real one (of precision).
    """

    precision: Score
    recall: Score
    density: Score
    coverage: Score
    duplicates: Duplicates
    covered: NDArray[np.bool_]
    inside: NDArray[np.bool_]


def coverage_scores(  # noqa: PLR0913
    real: ArrayLike,
    generated: ArrayLike,
    *,
    k: int = 3,
    k_coverage: int = 5,
    features: str = FEATURES,
    seed: int = 0,
) -> CoverageScores:
    """Precision, recall, density and coverage together, in one pass over the distances.

    Parameters
    ----------
    real, generated, features, seed
        As in `precision_recall`.
    k, k_coverage
        Neighbours of precision and recall, and of density and coverage.

    Raises
    ------
    ShapeError, DataError, OptionError
        As in `precision_recall`.
    """
    pair = _checked(real, generated, max(check_neighbors(k), check_neighbors(k_coverage)))
    balls = _Balls(pair, seed)
    small, large = balls.real_radii((k, k_coverage))
    edges = [small[None], balls.generated_radii(k)[:, None], large[None]]
    within, holding, around = count_within(balls.generated, balls.real, edges)
    first = _precision_recall(balls, within[0] > 0, holding[1] > 0, k, features)
    second = _density_coverage(balls, around, k_coverage, features)
    return CoverageScores(
        first.precision,
        first.recall,
        second.density,
        second.coverage,
        pair.duplicates,
        around[1] > 0,
        within[0] > 0,
    )


def precision_recall(
    real: ArrayLike,
    generated: ArrayLike,
    *,
    k: int = 3,
    features: str = FEATURES,
    seed: int = 0,
) -> PrecisionRecall:
    """Improved precision and recall (Kynkäänniemi et al. 2019).

    Precision is the share of generated samples that lie in a ball of a real sample, recall the
    share of real samples that lie in a ball of a generated one.

    Parameters
    ----------
    real, generated
        ``(n, ...)`` and ``(m, ...)``, flattened to rows of the same size: features of samples, in
        one feature space; at least 50 samples each.
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
        A value is not finite, there are too few samples, or too few real ones are distinct.
    OptionError
        ``k`` is out of range.
    """
    balls = _Balls(_checked(real, generated, check_neighbors(k)), seed)
    (radii,) = balls.real_radii((k,))
    edges = [radii[None], balls.generated_radii(k)[:, None]]
    within, holding = count_within(balls.generated, balls.real, edges)
    return _precision_recall(balls, within[0] > 0, holding[1] > 0, k, features)


def density_coverage(
    real: ArrayLike,
    generated: ArrayLike,
    *,
    k: int = 5,
    features: str = FEATURES,
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
    balls = _Balls(_checked(real, generated, check_neighbors(k)), seed)
    (radii,) = balls.real_radii((k,))
    (around,) = count_within(balls.generated, balls.real, [radii[None]])
    return _density_coverage(balls, around, k, features)


class _Balls:
    """The two sets in one frame, and the squared radii of their balls."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair = pair
        self.seed = seed
        self.real = Points(pair.real)
        self.generated = Points(pair.generated, self.real)

    def real_radii(self, ks: tuple[int, ...]) -> list[Floats]:
        return _radii(self.pair.real, self.real, ks)

    def generated_radii(self, k: int) -> Floats:
        return _radii(self.pair.generated, self.real, (k,))[0]


def _precision_recall(
    balls: _Balls, inside: NDArray[np.bool_], recalled: NDArray[np.bool_], k: int, features: str
) -> PrecisionRecall:
    suffix = balls.pair.suffix(f"k = {k}", features=features)
    references = _between_halves(balls.pair.real, k, balls.seed)
    return PrecisionRecall(
        _score("precision", inside.astype(float), references[0], suffix, balls.seed),
        _score("recall", recalled.astype(float), references[1], suffix, balls.seed),
        balls.pair.duplicates,
    )


def _density_coverage(
    balls: _Balls, around: tuple[NDArray[np.intp], NDArray[np.intp]], k: int, features: str
) -> DensityCoverage:
    n, m = len(balls.pair.real), len(balls.pair.generated)
    steps = np.arange(1, k + 1)
    expected = 1 - float(np.prod((n - steps) / (n + m - steps)))
    suffix = balls.pair.suffix(f"k = {k}", features=features)
    n_balls, n_inside = around
    covered = (n_inside > 0).astype(float)
    return DensityCoverage(
        _score("density", n_balls / k, 1.0, suffix, balls.seed),
        _score("coverage", covered, expected, suffix, balls.seed),
        balls.pair.duplicates,
    )


def _between_halves(real: Floats, k: int, seed: int) -> tuple[float | None, float | None]:
    """Precision and recall of one random half of the real samples against the other."""
    order = np.random.default_rng([seed, 1]).permutation(len(real))
    first, second = np.array_split(real[order], 2)
    if min(len(copies_of(half)[0]) for half in (first, second)) <= k:
        return None, None
    frame = Points(first)
    others = Points(second, frame)
    edges = [_radii(first, frame, (k,))[0][None], _radii(second, frame, (k,))[0][:, None]]
    within, holding = count_within(others, frame, edges)
    return float((within[0] > 0).mean()), float((holding[1] > 0).mean())


def _radii(rows: Floats, frame: Points, ks: tuple[int, ...]) -> list[Floats]:
    """Squared distance to the k-th nearest distinct row for each k, 0 where there is none."""
    first, places = copies_of(rows)
    most = min(max(ks), len(first) - 1)
    if most < 1:
        return [np.zeros(len(rows)) for _ in ks]
    found = nearest_neighbors(Points(rows[first], frame), None, most).squared_distances
    return [found[places, k - 1] if k <= most else np.zeros(len(rows)) for k in ks]


def _score(name: str, values: Floats, expected: float | None, suffix: str, seed: int) -> Score:
    (interval,) = bootstrap_intervals(values[:, None], seed)
    return Score(float(values.mean()), expected, interval, f"{name} ({suffix})")


def _checked(real: ArrayLike, generated: ArrayLike, k: int) -> Pair:
    pair = Pair(real, generated)
    n_distinct = len(pair.real) - pair.duplicates.real
    if n_distinct <= k:
        raise DataError(
            f"{n_distinct} of the {len(pair.real)} real samples are distinct and k = {k} needs "
            "more than k: give more real samples, or a smaller k."
        )
    check_enough({"real": pair.real, "generated": pair.generated})
    return pair

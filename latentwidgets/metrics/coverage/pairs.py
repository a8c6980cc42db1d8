"""Copies and the closest pairs among generated samples.

Arora, Risteski & Zhang, *Do GANs Learn the Distribution?*, 2018: the birthday paradox. Among s
samples of a distribution that has N different ones, equal pairs are found as soon as s is near the
square root of N.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.metrics._checks import check_enough, check_whole, copies_of
from latentwidgets.metrics._neighbors import Neighbors, Points, nearest_neighbors
from latentwidgets.metrics._score import Score, bootstrap_intervals
from latentwidgets.metrics.coverage._pair import FEATURES, as_rows

__all__ = ["ClosestPairs", "closest_pairs"]

_LEVEL = 0.05

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ClosestPairs(Score):
    """Mean distance of a generated sample to the nearest other one, and the closest pairs.

    ``expected`` is the same of as many real samples, None where none were given.

    Attributes
    ----------
    copies
        Groups of samples that are exactly equal, each intp ``(c,)``, the largest first.
    n_copies
        Samples that equal an earlier one.
    pairs, distances
        intp ``(p, 2)`` and float64 ``(p,)``: the closest samples that are not equal, closest first.
    real_distances
        float64 ``(p,)``: of the closest pairs of as many real samples; None where none were given.
    support
        How many different samples there are, as the birthday paradox estimates it from the equal
        pairs, with its exact interval; None where no two are equal.
    at_least
        The least number of different samples at which so few equal pairs would be found in one case
        of twenty.
    """

    copies: tuple[Indices, ...]
    n_copies: int
    pairs: Indices
    distances: Floats
    real_distances: Floats | None
    support: Score | None
    at_least: float


def closest_pairs(
    generated: ArrayLike,
    real: ArrayLike | None = None,
    *,
    n_pairs: int = 10,
    features: str = FEATURES,
    seed: int = 0,
) -> ClosestPairs:
    """Find equal samples first, then the closest pairs among those that differ.

    Parameters
    ----------
    generated
        ``(m, ...)``, flattened to rows: features of samples; at least 50.
    real
        ``(n, ...)`` in the same features, to read the distances against; at least 50.
    n_pairs
        How many pairs, at least 1.
    features
        As in `latentwidgets.metrics.precision_recall`.
    seed
        Of the bootstrap, and of what is drawn from the larger set to compare equal numbers.

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        There are too few samples, a value is not finite, or all samples of a set are equal.
    OptionError
        ``n_pairs`` is below 1.
    """
    n_pairs = check_whole(n_pairs, "n_pairs", 1)
    rows = as_rows(generated, "generated")
    check_enough({"generated": rows})
    first, places = copies_of(rows)
    m, n_copies = len(rows), len(rows) - len(first)
    found = _nearest(rows[first], "generated", n_pairs)
    pairs, distances = _closest(found, n_pairs)
    typical, expected, real_distances = np.sqrt(found.squared_distances[:, 0]), None, None
    counted = f"{m:,} generated"
    if real is not None:
        others = as_rows(real, "real")
        check_enough({"real": others})
        if others.shape[1] != rows.shape[1]:
            raise ShapeError(
                f"Real rows of {others.shape[1]} and generated rows of {rows.shape[1]} features "
                "were given: both need the same features."
            )
        others = others[copies_of(others)[0]]
        size = min(len(others), len(first))
        generator = np.random.default_rng([seed, 8])
        near = _nearest(others[generator.permutation(len(others))[:size]], "real", n_pairs)
        expected = float(np.sqrt(near.squared_distances[:, 0]).mean())
        real_distances = _closest(near, n_pairs)[1]
        if size < len(first):
            drawn = first[generator.permutation(len(first))[:size]]
            drawn_near = _nearest(rows[drawn], "generated", 1)
            typical = np.sqrt(drawn_near.squared_distances[:, 0])
        counted = f"{size:,} distinct ones of {m:,} generated, as many real"
    (interval,) = bootstrap_intervals(typical[:, None], seed)
    groups, n_equal = _groups(places)
    note = f", {n_copies:,} of the generated are copies" if n_copies else ""
    return ClosestPairs(
        value=float(typical.mean()),
        expected=expected,
        interval=interval,
        label=f"distance to the nearest other sample (in {features}, {counted}{note})",
        copies=groups,
        n_copies=n_copies,
        pairs=first[pairs],
        distances=distances,
        real_distances=real_distances,
        support=_support(n_equal, m) if n_equal else None,
        at_least=_different(m, _most_equal(n_equal)),
    )


def _nearest(distinct: Floats, name: str, k: int) -> Neighbors:
    if len(distinct) < 2:
        raise DataError(
            f"All {name} samples are copies of one: there is no pair that differs to be measured."
        )
    points = Points(distinct)
    found = nearest_neighbors(points, None, min(k, len(distinct) - 1))
    return Neighbors(found.squared_distances * points.scale**2, found.indices)


def _closest(found: Neighbors, n_pairs: int) -> tuple[Indices, Floats]:
    """Return the pairs that are closest: each is among the nearest of both its samples."""
    rows = np.repeat(np.arange(len(found.indices)), found.indices.shape[1])
    ends = np.sort(np.stack([rows, found.indices.reshape(-1)], axis=1), axis=1)
    ends, where = np.unique(ends, axis=0, return_index=True)
    distances = np.sqrt(found.squared_distances.reshape(-1)[where])
    order = np.argsort(distances, kind="stable")[:n_pairs]
    return ends[order], distances[order]


def _groups(places: Indices) -> tuple[tuple[Indices, ...], int]:
    """Return the groups of equal samples, the largest first, and how many pairs are equal."""
    counts = np.bincount(places)
    order = np.argsort(places, kind="stable")
    parts = np.split(order, np.cumsum(counts)[:-1])
    several = sorted((part for part in parts if len(part) > 1), key=len, reverse=True)
    return tuple(several), int((counts * (counts - 1) // 2).sum())


def _support(n_equal: int, m: int) -> Score:
    from scipy.stats import chi2

    fewest = float(chi2.ppf(_LEVEL / 2, 2 * n_equal)) / 2
    most = float(chi2.ppf(1 - _LEVEL / 2, 2 * n_equal + 2)) / 2
    return Score(
        value=_different(m, n_equal),
        expected=None,
        interval=(_different(m, most), _different(m, fewest)),
        label=f"different samples (birthday paradox, {n_equal:,} equal pairs among {m:,})",
    )


def _different(m: int, n_equal: float) -> float:
    return m * (m - 1) / 2 / n_equal


def _most_equal(n_equal: int) -> float:
    """How many equal pairs there may be on average where so few are found, in one case of 20."""
    from scipy.stats import chi2

    return float(chi2.ppf(1 - _LEVEL, 2 * n_equal + 2)) / 2

"""How far a map keeps the neighbourhoods of the codes.

Venna & Kaski, *Neighborhood preservation in nonlinear projection methods*, 2001, for
trustworthiness and continuity; Lee & Verleysen, *Quality assessment of dimensionality
reduction*, 2009, for the neighbour recall.

Distances are Euclidean. A rank is the number of strictly nearer samples plus one, so that equal
samples are all first neighbours of one another and ties are never counted as faults.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics._checks import check_differ
from latentwidgets.metrics._score import Score, bootstrap_intervals

__all__ = [
    "NeighborhoodScores",
    "continuity",
    "neighbor_recall",
    "neighborhood_scores",
    "trustworthiness",
]

_BLOCK_ELEMENTS = 1 << 22  # distances held at a time, so that memory does not grow as n squared
_TIE_TOLERANCE = 1e-12  # of the largest squared distance: rounding must not order equal samples

Floats = NDArray[np.float64]


class NeighborhoodScores(NamedTuple):
    """The three figures of a map, from one pass over the distances."""

    trustworthiness: Score
    continuity: Score
    neighbor_recall: Score


def neighborhood_scores(
    codes: ArrayLike, coordinates: ArrayLike, *, k: int = 15, seed: int = 0
) -> NeighborhoodScores:
    """Trustworthiness, continuity and neighbour recall of a map, together.

    Parameters
    ----------
    codes
        ``(n, ...)``, flattened to ``(n, d)``.
    coordinates
        ``(n, dims)``, the place of each code on the map.
    k
        Size of the neighbourhoods, ``1 <= k < n / 2``.
    seed
        Of the bootstrap behind each interval.

    Raises
    ------
    ShapeError
        The two do not have the same number of rows.
    DataError
        A value is not finite, or all codes are equal.
    OptionError
        ``k`` is out of range.
    """
    codes_2d, coordinates_2d = _check(codes, coordinates, k)
    check_differ(codes_2d, "no neighbour is nearer than another")
    n = len(codes_2d)
    intrusions, extrusions, recalled = _faults_per_sample(codes_2d, coordinates_2d, k)
    worst = k * (2 * n - 3 * k - 1) / 2  # per sample; Venna & Kaski's normaliser for k < n / 2
    unrelated = 1 - (n - 1 - k) * (n - k) / ((n - 1) * (2 * n - 3 * k - 1))
    suffix = f"k = {k}, Euclidean, n = {n:,}"
    per_sample = np.stack([1 - intrusions / worst, 1 - extrusions / worst, recalled / k], axis=1)
    intervals = bootstrap_intervals(per_sample, seed)
    names = ("trustworthiness", "continuity", "neighbour recall")
    expected = (unrelated, unrelated, k / (n - 1))
    return NeighborhoodScores(
        *(
            Score(float(values.mean()), chance, interval, f"{name} ({suffix})")
            for name, values, chance, interval in zip(
                names, per_sample.T, expected, intervals, strict=True
            )
        )
    )


def trustworthiness(
    codes: ArrayLike, coordinates: ArrayLike, *, k: int = 15, seed: int = 0
) -> Score:
    """Measure whether neighbours on the map are neighbours among the codes too.

    1 where each of the ``k`` nearest on the map is among the ``k`` nearest codes; a neighbour
    that the map invented costs more the farther its code is. Parameters and errors as in
    `neighborhood_scores`.
    """
    return neighborhood_scores(codes, coordinates, k=k, seed=seed).trustworthiness


def continuity(codes: ArrayLike, coordinates: ArrayLike, *, k: int = 15, seed: int = 0) -> Score:
    """Measure whether neighbours among the codes are still neighbours on the map.

    Trustworthiness with the roles of codes and map exchanged: it falls where the map tears a
    neighbourhood apart. Parameters and errors as in `neighborhood_scores`.
    """
    return neighborhood_scores(codes, coordinates, k=k, seed=seed).continuity


def neighbor_recall(
    codes: ArrayLike, coordinates: ArrayLike, *, k: int = 15, seed: int = 0
) -> Score:
    """Share of the ``k`` nearest on the map that are among the ``k`` nearest codes.

    Parameters and errors as in `neighborhood_scores`.
    """
    return neighborhood_scores(codes, coordinates, k=k, seed=seed).neighbor_recall


def _check(codes: ArrayLike, coordinates: ArrayLike, k: int) -> tuple[Floats, Floats]:
    first, second = (np.asarray(a, dtype=np.float64) for a in (codes, coordinates))
    if first.ndim < 1 or second.ndim < 1 or len(first) != len(second):
        raise ShapeError(
            f"Codes of shape {first.shape} and coordinates of shape {second.shape} were given: "
            "both need one row a sample, in the same order."
        )
    n = len(first)
    if not 1 <= k < n / 2:
        raise OptionError(
            f"k = {k} neighbours were asked for among {n} samples: give 1 <= k < n / 2."
        )
    for name, array in (("codes", first), ("coordinates", second)):
        if not np.isfinite(array).all():
            raise DataError(f"The {name} hold NaN or infinite values: drop those samples first.")
    return first.reshape(n, -1), second.reshape(n, -1)


def _faults_per_sample(codes: Floats, coordinates: Floats, k: int) -> tuple[Floats, Floats, Floats]:
    """Rank excess of false neighbours, of missed ones, and the number of true ones."""
    parts = []
    both = zip(_distance_blocks(codes), _distance_blocks(coordinates), strict=True)
    for (among_codes, tie_codes), (on_map, tie_map) in both:
        near_codes = np.argpartition(among_codes, k - 1, axis=1)[:, :k]
        near_map = np.argpartition(on_map, k - 1, axis=1)[:, :k]
        code_ranks = _ranks(among_codes, near_map, tie_codes)
        map_ranks = _ranks(on_map, near_codes, tie_map)
        parts.append(
            (
                np.maximum(code_ranks - k, 0).sum(axis=1),
                np.maximum(map_ranks - k, 0).sum(axis=1),
                (code_ranks <= k).sum(axis=1),
            )
        )
    intrusions, extrusions, recalled = (np.concatenate(part) for part in zip(*parts, strict=True))
    return intrusions.astype(float), extrusions.astype(float), recalled.astype(float)


def _distance_blocks(points: Floats) -> Iterator[tuple[Floats, float]]:
    """Yield squared distances of a block of rows to all rows (self: infinite), and a tolerance."""
    centred = points - points.mean(axis=0)
    norms = np.einsum("ij,ij->i", centred, centred)
    tolerance = _TIE_TOLERANCE * 4 * float(norms.max())
    size = max(1, _BLOCK_ELEMENTS // len(points))
    for start in range(0, len(points), size):
        block = centred[start : start + size]
        distances = norms[start : start + size, None] + norms - 2 * block @ centred.T
        rows = np.arange(len(block))
        distances[rows, start + rows] = np.inf
        yield distances, tolerance


def _ranks(distances: Floats, neighbors: NDArray[np.intp], tolerance: float) -> NDArray[np.intp]:
    """Rank of each of the neighbours, by the distances of its row: 1 is the nearest."""
    limits = np.take_along_axis(distances, neighbors, axis=1) - tolerance
    ranks = [1 + np.count_nonzero(distances < limit[:, None], axis=1) for limit in limits.T]
    return np.stack(ranks, axis=1)

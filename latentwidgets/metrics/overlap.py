"""How far two sets of codes of the same samples agree about who is whose neighbour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics._checks import copies_of
from latentwidgets.metrics._neighbors import Points, nearest_neighbors
from latentwidgets.metrics._score import Score, bootstrap_intervals

__all__ = ["NeighborOverlap", "neighbor_overlap"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class NeighborOverlap(Score):
    """Mean share of the k nearest that are the same in both; ``expected`` is that of chance.

    Attributes
    ----------
    k
        Size of the neighbourhoods.
    per_sample
        float64 ``(n,)``, the share of each sample.
    first, second
        ``(n, k)``, the k nearest of each sample in either set, nearest first.
    changed
        ``(n,)``, the samples by how much their neighbourhood changed, most first: by the share that
        stayed and, where that is equal, by how far those that left have gone.
    """

    k: int
    per_sample: Floats
    first: Indices
    second: Indices
    changed: Indices


def neighbor_overlap(
    first: ArrayLike, second: ArrayLike, *, k: int = 10, seed: int = 0
) -> NeighborOverlap:
    """Share of each sample's ``k`` nearest in one set of codes that are so in the other.

    Distances are Euclidean within each set, so that neither rotating nor scaling one changes
    anything, and the two may differ in their number of dimensions.

    Parameters
    ----------
    first, second
        ``(n, ...)`` each, row i of both the same sample.
    k
        Size of the neighbourhoods, ``1 <= k < n / 2``.
    seed
        Of the bootstrap behind the interval.

    Raises
    ------
    ShapeError
        The two do not have the same number of rows.
    DataError
        A value is not finite; or no more than `k` codes are distinct.
    OptionError
        ``k`` is out of range.
    """
    rows = [_checked(name, codes) for name, codes in (("first", first), ("second", second))]
    n = len(rows[0])
    if len(rows[1]) != n:
        raise ShapeError(
            f"The first codes have {n:,} rows and the second {len(rows[1]):,}: both need one row a "
            "sample, in the same order."
        )
    if not 1 <= k < n / 2:
        raise OptionError(
            f"k = {k} neighbours were asked for among {n} samples: give 1 <= k < n / 2."
        )
    for name, codes in zip(("first", "second"), rows, strict=True):
        n_distinct = len(copies_of(codes)[0])
        if n_distinct <= k:
            said = "all are equal" if n_distinct == 1 else f"{n_distinct} of {n:,} are distinct"
            raise DataError(
                f"Of the {name} codes {said}, and the {k} nearest of each are wanted: no neighbour "
                "is nearer than another."
            )
    near = [nearest_neighbors(Points(codes), None, k).indices for codes in rows]
    same = (near[0][:, :, None] == near[1][:, None, :]).any(axis=2)
    shares: Floats = same.mean(axis=1)
    strayed = _strayed(rows[1], near[0], near[1]) + _strayed(rows[0], near[1], near[0])
    (interval,) = bootstrap_intervals(shares[:, None], seed)
    return NeighborOverlap(
        float(shares.mean()),
        k / (n - 1),
        interval,
        f"overlap of the {k} nearest (Euclidean, n = {n:,})",
        k,
        shares,
        near[0],
        near[1],
        np.lexsort((-strayed, shares)),
    )


def _strayed(codes: Floats, others: Indices, own: Indices) -> Floats:
    """Mean distance of other neighbours, in distances to the furthest of one's own."""

    def away(indices: Indices) -> Floats:
        squares = (((codes[column] - codes) ** 2).sum(axis=1) for column in indices.T)
        distances: Floats = np.sqrt(np.stack(list(squares), axis=1))
        return distances

    reach = away(own).max(axis=1)
    away_now = away(others).mean(axis=1)
    # All equal: nothing is further than anything else.
    shares: Floats = np.divide(away_now, reach, out=np.ones_like(away_now), where=reach > 0)
    return shares


def _checked(name: str, codes: ArrayLike) -> Floats:
    array = np.asarray(codes, np.float64)
    if array.ndim < 1 or array.size == 0:
        raise ShapeError(f"The {name} codes have shape {array.shape}: expected (n, d).")
    if not np.isfinite(array).all():
        raise DataError(f"The {name} codes hold NaN or infinite values: drop those samples first.")
    rows: Floats = array.reshape(len(array), -1)
    return rows

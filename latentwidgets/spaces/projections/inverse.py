"""From one set of points to another by the neighbours: a map's way back, and a fast way there."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["NearCodes", "NearPoints", "weighted_mean"]

Array64 = NDArray[np.float64]
Indices = NDArray[np.intp]

_SHORTLIST_AXES = 16
_SHORTLIST = 128
_EXACT_BELOW = 1024  # so few codes are all measured


class _Lookup(Protocol):
    def nearest(self, queries: Array64, k: int) -> tuple[Array64, Indices]: ...


def weighted_mean(
    lookup: _Lookup, values: NDArray[np.float32], queries: Array64, *, k: int = 20
) -> Array64:
    """Mean of the values at the ``k`` points nearest each query, weighted by 1/distance².

    At a data point the mean is that point's own value, exactly (of several at one place, their
    mean). Shepard, *A two-dimensional interpolation function*, 1968.

    Parameters
    ----------
    lookup
        Finds the nearest points.
    values
        ``(n, v)``, one row a point.
    queries
        ``(m, d)``.
    k
        Number of neighbours; fewer where there are fewer points.

    Returns
    -------
    float64 ``(m, v)``.
    """
    distances, indices = lookup.nearest(queries, min(k, len(values)))
    nearest = distances[:, :1]
    # Scaled by the nearest distance before squaring: 1/d² itself overflows close to a point.
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.square(nearest / distances)
    weights = np.where(nearest == 0, distances == 0, weights)
    weights = weights / weights.sum(axis=1, keepdims=True)
    mean: Array64 = np.einsum("mk,mkv->mv", weights, values[indices], dtype=np.float64)
    return mean


class NearPoints:
    """Nearest points of a map of two or three axes, by a k-d tree."""

    def __init__(self, points: NDArray[np.float32]) -> None:
        from scipy.spatial import cKDTree

        self._tree = cKDTree(points)

    def nearest(self, queries: Array64, k: int) -> tuple[Array64, Indices]:
        """Distances and indices ``(m, k)``, the nearest first."""
        distances, indices = self._tree.query(queries, k=np.arange(1, k + 1))
        return distances, indices


class NearCodes:
    """Nearest codes, where a k-d tree would not help: many dimensions.

    A shortlist is drawn by the distances along the axes of largest variance, a lower bound of the
    true ones, and measured exactly. So a code of the data always finds itself; a true neighbour
    may be missed only where the axes left out separate more than 128 others less.
    """

    def __init__(self, codes: NDArray[np.float32]) -> None:
        self._codes = codes
        self._center = codes.mean(axis=0, dtype=np.float64)
        self._axes = _leading_axes(codes, self._center)
        self._reduced = ((codes - self._center.astype(np.float32)) @ self._axes).T.copy()
        self._norms = np.einsum("dn,dn->n", self._reduced, self._reduced)

    def nearest(self, queries: Array64, k: int) -> tuple[Array64, Indices]:
        """Distances and indices ``(m, k)``, the nearest first."""
        rows = [self._nearest_to(query, k) for query in queries]
        distances, indices = (np.stack(part) for part in zip(*rows, strict=True))
        return distances, indices

    def _nearest_to(self, query: Array64, k: int) -> tuple[Array64, Indices]:
        candidates = self._shortlist(query)
        difference = self._codes[candidates] - query
        squared = np.einsum("ij,ij->i", difference, difference)
        order = np.argsort(squared, kind="stable")[:k]
        return np.sqrt(squared[order]), candidates[order]

    def _shortlist(self, query: Array64) -> Indices:
        n = len(self._codes)
        if n <= _EXACT_BELOW:
            return np.arange(n)
        reduced = (query - self._center).astype(np.float32) @ self._axes
        # One thread: BLAS would share this small product among all, and wait for them on a busy
        # machine (0.3 ms against 4 to 12 for 100,000 codes).
        bounds = self._norms - 2 * np.einsum("d,dn->n", reduced, self._reduced)
        return np.argpartition(bounds, _SHORTLIST)[:_SHORTLIST]


def _leading_axes(codes: NDArray[np.float32], center: Array64) -> NDArray[np.float32]:
    """Return ``(d, at most 16)``: the axes themselves, else the directions of largest variance."""
    size = codes.shape[1]
    if size <= _SHORTLIST_AXES:
        return np.eye(size, dtype=np.float32)
    step = max(1, len(codes) // 2000)
    _, _, axes = np.linalg.svd(codes[::step][:2000] - center, full_matrices=False)
    return axes[:_SHORTLIST_AXES].T.astype(np.float32)

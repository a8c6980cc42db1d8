"""Distances and ranges in code space."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["nearest", "neighbor_radius", "prior_ranges", "slider_ranges", "steps"]

Codes = NDArray[np.float32]

TAILS = (0.005, 0.995)
WIDENING = 0.1  # of the range, at each end: the hand may go a little beyond the data
MOST_ROWS = 20_000  # enough for quantiles of a marginal
PRIOR_RANGE = {"normal": 3.0, "uniform": 1.0}
PRIOR_SD = {"normal": 1.0, "uniform": 3.0**-0.5}
RADIUS_NEIGHBOR = 5
RADIUS_QUANTILE = 0.95
RADIUS_OPERATIONS = 2e10  # about half a second: what the queries of `neighbor_radius` may cost


def nearest(codes: Codes, query: Codes, k: int = 1) -> tuple[NDArray[np.intp], Codes]:
    """Find the codes nearest to one code, by Euclidean distance.

    Parameters
    ----------
    codes
        ``(n, d)``.
    query
        ``(d,)``.
    k
        How many; at most n are given.

    Returns
    -------
    indices, distances
        ``(k,)`` each, nearest first; ties in the order of the data.
    """
    k = min(k, len(codes))
    distances = _distances(codes, query)
    chosen = np.argpartition(distances, k - 1)[:k]
    # All codes as near as the furthest chosen compete for its place, so that ties keep their order.
    tied = np.flatnonzero(distances <= distances[chosen].max())
    order = tied[np.argsort(distances[tied], kind="stable")][:k]
    return order, distances[order]


def neighbor_radius(codes: Codes, *, seed: int = 0) -> float:
    """Measure how far apart the data are: the 95 % quantile of the distance to the 5th neighbour.

    Parameters
    ----------
    codes
        ``(n, d)``. Where n is large the quantile is taken over a seeded part of the codes, of 200
        to 2,000; their neighbours are always sought among all.
    seed
        Of that part.

    Returns
    -------
    float
        0 where there is one code or all are equal; with fewer than 6 codes the furthest counts.
    """
    n, d = codes.shape
    if n < 2:
        return 0.0
    n_queries = min(n, int(np.clip(RADIUS_OPERATIONS / (2 * n * d), 200, 2000)))
    rows = np.sort(np.random.default_rng(seed).choice(n, n_queries, replace=False))
    k = min(RADIUS_NEIGHBOR, n - 1)
    centred = codes - codes.mean(axis=0)  # far from the origin the expansion loses its digits
    squares = np.einsum("ij,ij->i", centred, centred)
    furthest = np.empty(n_queries, np.float32)
    step = max(1, 2**24 // n)
    for start in range(0, n_queries, step):
        block = rows[start : start + step]
        apart = squares - 2 * centred[block] @ centred.T
        apart[np.arange(len(block)), block] = np.inf
        fifth = np.argpartition(apart, k - 1, axis=1)[:, k - 1]
        furthest[start : start + step] = np.linalg.norm(codes[fifth] - codes[block], axis=1)
    return float(np.quantile(furthest, RADIUS_QUANTILE))


def slider_ranges(codes: Codes, *, prior: str | None, seed: int = 0) -> tuple[Codes, Codes]:
    """Choose the ends of each dimension's slider from the data.

    Parameters
    ----------
    codes
        ``(n, d)``; above 20,000 a seeded part of them is taken.
    prior
        ``"normal"``, ``"uniform"`` or None: its range serves where a dimension does not vary.

    Returns
    -------
    low, high
        float32 ``(d,)``, the 0.5 % and 99.5 % quantiles widened by a tenth at each end.
    """
    low, high = np.quantile(_some_rows(codes, seed), TAILS, axis=0)
    margin = WIDENING * (high - low)
    still = high - low < 1e-6 * np.maximum(1.0, np.abs(low) + np.abs(high))
    margin[still] = PRIOR_RANGE.get(prior or "", 1.0)
    return (low - margin).astype(np.float32), (high + margin).astype(np.float32)


def prior_ranges(prior: str, size: int) -> tuple[Codes, Codes]:
    """Give the ends of the sliders for codes drawn from a prior, float32 ``(d,)`` each."""
    end = np.full(size, PRIOR_RANGE[prior], np.float32)
    return -end, end


def steps(codes: Codes, *, prior: str | None, seed: int = 0) -> Codes:
    """Measure the standard deviation of each dimension, float32 ``(d,)``.

    Where no dimension varies (one sample, or all equal) it is the prior's, else 1.
    """
    sd: Codes = _some_rows(codes, seed).std(axis=0, dtype=np.float64).astype(np.float32)
    if (sd > 1e-6 * np.maximum(1.0, np.abs(codes[0]))).any():
        return sd
    return np.full_like(sd, PRIOR_SD.get(prior or "", 1.0))


def _some_rows(codes: Codes, seed: int) -> Codes:
    if len(codes) <= MOST_ROWS:
        return codes
    return codes[np.sort(np.random.default_rng(seed).choice(len(codes), MOST_ROWS, replace=False))]


def _distances(codes: Codes, query: Codes) -> Codes:
    """Differences first, then squares, in blocks: exact near zero, and no second copy of codes."""
    n, d = codes.shape
    distances = np.empty(n, np.float32)
    step = max(1, 2**18 // d)  # a block that stays in the cache
    for start in range(0, n, step):
        apart = codes[start : start + step] - query
        distances[start : start + step] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return distances

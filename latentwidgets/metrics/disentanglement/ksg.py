"""Mutual information of one code dimension and a factor of classes, by nearest neighbours.

Ross, *Mutual Information between Discrete and Continuous Data Sets*, 2014, after Kraskov, Stögbauer
& Grassberger 2004; the estimator of `sklearn.feature_selection.mutual_info_classif`. In one
dimension the neighbours are found by sorting.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["jittered", "pointwise_information"]

_JITTER = 1e-10  # of the standardised codes, so that equal ones have an order

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def jittered(codes: Floats, seed: int) -> Floats:
    """Add what tells equal codes apart, as Kraskov et al. advise."""
    generator = np.random.default_rng([seed, 4])
    return codes + _JITTER * generator.standard_normal(codes.shape)


def pointwise_information(column: Floats, classes: Indices, k: int) -> Floats:
    """Return what each sample adds to the estimate, ``(n,)`` nats; 0 for a class of its own.

    Parameters
    ----------
    column
        ``(n,)``, without equal values.
    classes
        ``(n,)``, from 0.
    k
        Neighbours, of the same class; fewer in a class that is smaller.
    """
    from scipy.special import digamma

    order = np.argsort(column, kind="stable")
    groups = classes[order]
    by_class = np.argsort(groups, kind="stable")
    edges = np.searchsorted(groups[by_class], np.arange(groups.max() + 2))
    counts = np.diff(edges)
    n = int(counts[counts > 1].sum())
    added = np.zeros(len(column))
    repeated = np.flatnonzero(counts > 1)
    members = [order[by_class[edges[c] : edges[c + 1]]] for c in repeated]
    pool = np.sort(np.concatenate([column[rows] for rows in members])) if members else column
    for rows, count in zip(members, counts[repeated], strict=True):
        values = column[rows]
        near = min(k, int(count) - 1)
        radii = _kth_distance(values, near)
        radii -= 4 * np.spacing(np.abs(values) + radii)  # the k-th itself is not inside
        inside = np.searchsorted(pool, values + radii, side="right")
        inside -= np.searchsorted(pool, values - radii, side="left")
        added[rows] = digamma(n) + digamma(near) - digamma(count) - digamma(inside)
    return added


def _kth_distance(values: Floats, k: int) -> Floats:
    """Distance of each of the sorted values to its k-th nearest other."""
    n = len(values)
    nearest = np.full(n, np.inf)
    for below in range(k + 1):  # the k nearest are a window, with so many of them below
        start = np.arange(n) - below
        fits = (start >= 0) & (start + k < n)
        own, first = values[fits], start[fits]
        widest = np.maximum(own - values[first], values[first + k] - own)
        nearest[fits] = np.minimum(nearest[fits], widest)
    return nearest

"""Directions from labelled codes: one function a method, codes ``(n, d)`` and targets ``(n,)`` in.

Mean difference: Larsen et al., 2016. Shrunk discriminant: Ledoit & Wolf, 2004. Normals of a
logistic regression or a linear support vector machine: Shen et al., *InterFaceGAN*, 2020.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FITS", "shrunk_covariance"]

Codes = NDArray[Any]  # of float32 or float64
Array64 = NDArray[np.float64]

PENALTY = 1e-2  # of a code's mean square along an axis: the weight of the ridge
MOST_STEPS = 50
DONE = 1e-8


def mean_difference(codes: Codes, targets: Array64) -> Array64:
    """From the mean of those without it to the mean of those with it."""
    has = targets > 0.5
    with_it, without = (np.asarray(codes[side], np.float64).mean(axis=0) for side in (has, ~has))
    difference: Array64 = with_it - without
    return difference


def discriminant(codes: Codes, targets: Array64) -> Array64:
    """Mean difference, divided by the covariance within the groups, shrunk."""
    has = targets > 0.5
    within: Array64 = np.array(codes, np.float64)
    for group in (has, ~has):
        within[group] -= within[group].mean(axis=0)
    found = np.linalg.solve(shrunk_covariance(within), mean_difference(codes, targets))
    return np.asarray(found, np.float64)


def regression(codes: Codes, targets: Array64) -> Array64:
    """Weights of a linear regression of the targets on the codes, their covariance shrunk."""
    centred: Array64 = np.asarray(codes, np.float64) - codes.mean(axis=0, dtype=np.float64)
    together = centred.T @ (targets - targets.mean()) / len(targets)
    found: Array64 = np.linalg.solve(shrunk_covariance(centred), together)
    return found


def pair_difference(codes: Codes, targets: Array64) -> Array64:
    """Mean of the differences of pairs: rows without it, then rows with it, in the same order."""
    before, after = codes[targets < 0.5], codes[targets > 0.5]
    difference: Array64 = (after - before).mean(axis=0, dtype=np.float64)
    return difference


def logistic(codes: Codes, targets: Array64) -> Array64:
    """Find the normal of a ridge logistic regression, by Newton's method."""
    rows, penalty = _with_constant(codes)
    weights = np.zeros(rows.shape[1])
    for _ in range(MOST_STEPS):
        score = np.clip(rows @ weights, -35, 35)
        chance = 1 / (1 + np.exp(-score))
        gradient = rows.T @ (chance - targets) + penalty * weights
        curve = (rows.T * np.maximum(chance * (1 - chance), 1e-9)) @ rows
        curve[np.diag_indices_from(curve)] += penalty
        step = np.linalg.solve(curve, gradient)
        weights -= step
        if np.abs(step).max() <= DONE * max(1.0, np.abs(weights).max()):
            break
    return weights[:-1]


def support_vectors(codes: Codes, targets: Array64) -> Array64:
    """Find the normal of a linear support vector machine with squared hinge.

    By Newton's method on the codes that lie inside the margin:

    Keerthi & DeCoste, *A Modified Finite Newton Method*, 2005. The whole step is taken while it
    helps, else halves of it.
    """
    rows, penalty = _with_constant(codes)
    sides = np.where(targets > 0.5, 1.0, -1.0)
    weights = np.zeros(rows.shape[1])

    def loss(candidate: Array64) -> float:
        slack = np.maximum(1 - sides * (rows @ candidate), 0)
        return float(slack @ slack + penalty @ candidate**2)

    for _ in range(MOST_STEPS):
        inside = sides * (rows @ weights) < 1
        part = rows[inside]
        curve = part.T @ part
        curve[np.diag_indices_from(curve)] += penalty
        step = np.linalg.solve(curve, part.T @ sides[inside]) - weights
        share, before = 1.0, loss(weights)
        while share > 1e-4 and loss(weights + share * step) > before:
            share /= 2
        weights = weights + share * step
        if np.abs(share * step).max() <= DONE * max(1.0, np.abs(weights).max()):
            break
    return weights[:-1]


FITS: dict[str, Callable[[Codes, Array64], Array64]] = {
    "mean": mean_difference,
    "lda": discriminant,
    "logistic": logistic,
    "svm": support_vectors,
    "regression": regression,
    "pairs": pair_difference,
}


def shrunk_covariance(centred: NDArray[Any]) -> Array64:
    """Covariance of centred rows ``(n, d)``, drawn to a multiple of the identity.

    By the share that Ledoit & Wolf, *A Well-Conditioned Estimator for Large-Dimensional Covariance
    Matrices*, 2004, find best; where no row varies, the identity.
    """
    rows = np.asarray(centred, np.float64)
    n, d = rows.shape
    sample = rows.T @ rows / n
    level = float(np.trace(sample)) / d
    if level <= 0:
        return np.eye(d)
    apart = float(((sample - level * np.eye(d)) ** 2).sum()) / d
    fourth = float((np.einsum("ij,ij->i", rows, rows) ** 2).sum()) / n
    noise = (fourth - float((sample**2).sum())) / (n * d)
    share = 1.0 if apart <= 0 else float(np.clip(noise / apart, 0, 1))
    share = max(share, 1e-6)  # axes on which nothing varies stay out of the way
    shrunk: Array64 = (1 - share) * sample
    shrunk[np.diag_indices(d)] += share * level
    return shrunk


def _with_constant(codes: Codes) -> tuple[Array64, Array64]:
    """Centre and scale codes by one number, add a column of ones; and the ridge of each column."""
    wide = np.asarray(codes, np.float64)
    centred = wide - wide.mean(axis=0)
    size = float(np.sqrt((centred**2).mean())) or 1.0
    rows = np.concatenate([centred / size, np.ones((len(wide), 1))], axis=1)
    penalty = np.full(rows.shape[1], PENALTY * len(wide))
    penalty[-1] = 1e-9 * len(wide)
    return rows, penalty

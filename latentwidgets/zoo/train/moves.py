"""Directions in the space of codes, and what moving along them does."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mover", "mean_difference", "monotony", "quartile_direction"]

Codes = NDArray[np.float32]
#: From codes to an attribute measured on what they decode to.
Mover = Callable[[Codes], NDArray[np.float64]]

N_PLACES = 9
REACH = 2.0  # standard deviations of the codes along the direction, either way


def mean_difference(codes: Codes, has: NDArray[np.bool_], lacks: NDArray[np.bool_]) -> Codes:
    """Mean code where `has` less mean code where `lacks` (Larsen et al. 2016)."""
    difference: Codes = codes[has].mean(axis=0) - codes[lacks].mean(axis=0)
    return difference


def quartile_direction(codes: Codes, values: NDArray[np.float64]) -> tuple[Codes, float]:
    """Find the mean difference of the highest and the lowest quarter of a number.

    Returns
    -------
    A unit vector ``(latent_size,)``, and the standard deviation of the codes along it.
    """
    known = np.isfinite(values)
    low, high = np.quantile(values[known], [0.25, 0.75])
    has, lacks = known & (values >= high), known & (values <= low)
    direction = mean_difference(codes, has, lacks)
    unit: Codes = direction / np.linalg.norm(direction)
    return unit, float((codes @ unit).std())


def monotony(codes: Codes, unit: Codes, sd: float, measure: Mover) -> dict[str, Any]:
    """Move codes along a direction in nine even steps from -2 to 2 sd, and measure them.

    Returns
    -------
    ``curve``, the mean over the codes at each place; ``spearman_of_mean``, its rank correlation
    with the place; ``spearman``, the mean over the codes of each one's own, 0 where nothing
    changes.
    """
    from scipy.stats import spearmanr

    def rank(values: NDArray[np.float64]) -> float:
        known = np.isfinite(values)
        if known.sum() < 3 or np.ptp(values[known]) == 0:
            return 0.0
        return float(spearmanr(places[known], values[known]).statistic)

    places = np.linspace(-REACH, REACH, N_PLACES)
    values = np.stack([measure((codes + place * sd * unit).astype(np.float32)) for place in places])
    curve = np.nanmean(values, axis=1)
    return {
        "curve": [float(value) for value in curve],
        "spearman_of_mean": rank(curve),
        "spearman": float(np.mean([rank(column) for column in values.T])),
    }

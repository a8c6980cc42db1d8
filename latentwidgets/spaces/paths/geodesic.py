"""The way along which the output changes least and most evenly, near the data.

The curve energy n/2 Σ|g(z_{i+1}) - g(z_i)|² is minimised over the knots between two codes (Shao,
Kumar & Fletcher, *The Riemannian Geometry of Deep Generative Models*, 2018; Arvanitidis, Hansen &
Hauberg, *Latent Space Oddity*, 2018). The outputs alone would send the way through regions without
data, where a deterministic decoder knows no doubt: a penalty for leaving the density of the data
keeps it near them.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.paths.density import Density

__all__ = ["DENSITY_WEIGHT", "KNOTS", "Gradient", "straighten"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]
Gradient = Callable[[Codes], tuple[NDArray[np.float32], NDArray[np.float32]]]
Report = Callable[[int, int], None]

KNOTS = 32
MOST_STEPS = 60
MOST_CALLS = 80
DENSITY_WEIGHT = 1.0  # against the energy of the way it began with
CONVERGED = 1e-4  # of the wanted figure, from one step to the next


def straighten(
    start: Codes,
    gradient: Gradient,
    density: Density,
    *,
    weight: float = DENSITY_WEIGHT,
    report: Report = lambda *_: None,
) -> Codes:
    """Move the knots of a way, its ends held, until it is shortest by its outputs.

    The knots' displacements are written as sines, each by its frequency, in which the energy of a
    chain is equally curved in every direction; L-BFGS then needs a few tens of steps.

    Parameters
    ----------
    start
        ``(k, d)``: the way to begin with.
    gradient
        Mean squared differences of the outputs of successive codes ``(k - 1,)``, and the
        derivatives of their sum ``(k, d)``.
    density
        Of the data's codes.
    weight
        Of the penalty: the mean of how much sparser than 95 % of the data the knots lie, by half
        the number of dimensions, against the energy as a share of that of `start`.
    report
        Called after each step with steps done and of how many; may raise to stop.

    Returns
    -------
    float32 ``(k, d)``
        Of the same ends, to the last bit; never of more energy and penalty than `start`.
    """
    from scipy.optimize import minimize

    k, d = start.shape
    if k < 3:
        return start.copy()
    sines = _sines(k)
    energy = max(float(gradient(start)[0].sum(dtype=np.float64)), 1e-30)
    scale = float(np.linalg.norm(start[-1].astype(np.float64) - start[0])) or 1.0

    def knots_of(amplitudes: Array64) -> Codes:
        moved = start.astype(np.float64)
        moved[1:-1] += scale * sines @ amplitudes.reshape(-1, d)
        knots: Codes = moved.astype(np.float32)
        return knots

    def wanted(amplitudes: Array64) -> tuple[float, Array64]:
        knots = knots_of(amplitudes)
        squares, slopes = gradient(knots)
        shortfall, away = _shortfall(knots[1:-1], density)
        value = float(squares.sum(dtype=np.float64)) / energy + weight * float(shortfall.mean())
        inner = slopes[1:-1].astype(np.float64) / energy + weight * away / len(away)
        return value, (scale * sines.T @ inner).reshape(-1)

    done = 0

    def count(_: Array64) -> None:
        nonlocal done
        done += 1
        report(done, MOST_STEPS)

    report(0, MOST_STEPS)
    found = minimize(
        wanted,
        np.zeros((k - 2) * d),
        jac=True,
        method="L-BFGS-B",
        callback=count,
        options={"maxiter": MOST_STEPS, "maxfun": MOST_CALLS, "ftol": CONVERGED},
    )
    report(MOST_STEPS, MOST_STEPS)
    knots = knots_of(found.x)
    knots[0], knots[-1] = start[0], start[-1]
    return knots


def _sines(k: int) -> Array64:
    """Sines over the inner knots, each by its frequency: ``(k - 2, k - 2)``."""
    frequencies = np.arange(1, k - 1)
    places = np.arange(1, k - 1) / (k - 1)
    waves: Array64 = np.sin(np.pi * places[:, None] * frequencies) / frequencies
    return waves


def _shortfall(knots: Codes, density: Density) -> tuple[Array64, Array64]:
    """How much sparser than 95 % of the data each knot lies, and its derivative."""
    half = knots.shape[1] / 2
    values, slopes = density.with_gradient(knots)
    short = np.maximum(0, density.low - values) / half
    return short, np.where(short[:, None] > 0, -slopes / half, 0)

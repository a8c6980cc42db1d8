"""Along the gradients that a torch model tells: Adam from several starts at a time.

Kingma & Ba, *Adam: A Method for Stochastic Optimization*, 2015; inversion of generators in this
way: Creswell & Bharath, *Inverting the Generator of a Generative Adversarial Network*, 2018.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.inversion.problem import PULL, Problem, Report

__all__ = ["STEPS", "descend"]

Array = NDArray[np.float32]
Gradient = Callable[[Array], tuple[Array, Array]]

STEPS = 120
_RATE = 0.08  # spreads a step at first
_MEMORY = (0.9, 0.99)
_EPSILON = 1e-8


def descend(
    problem: Problem, starts: Array, gradient: Gradient, steps: int, report: Report
) -> tuple[Array, list[float]]:
    """Go down from several starts.

    Parameters
    ----------
    starts
        Units ``(n, latent_size)``.
    gradient
        Errors ``(n,)`` and their derivatives by the codes, of codes ``(n, *latent_shape)``.

    Returns
    -------
    units, history
        The best found, ``(latent_size,)``; its error at the start and after each step.
    """
    units = starts.copy()
    first, second = np.zeros_like(units), np.zeros_like(units)
    best, least, history = units[0], math.inf, []
    for step in range(steps + 1):
        errors, slopes = gradient(problem.codes(units))
        wanted = errors + problem.pulls(units)
        row = int(np.argmin(wanted))
        if wanted[row] < least:
            best, least, error = units[row].copy(), float(wanted[row]), float(errors[row])
        history.append(error)
        report(step, best)
        if step == steps:
            break
        slopes = slopes.reshape(units.shape) * problem.spread + 2 * PULL / units.shape[1] * units
        first += (1 - _MEMORY[0]) * (slopes - first)
        second += (1 - _MEMORY[1]) * (slopes**2 - second)
        mean = first / (1 - _MEMORY[0] ** (step + 1))
        size = np.sqrt(second / (1 - _MEMORY[1] ** (step + 1)))
        rate = _RATE * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        units = problem.within(units - np.float32(rate) * mean / (size + _EPSILON))
    return best, history

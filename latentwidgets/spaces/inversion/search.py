"""Without gradients: the output's slopes are measured by small steps of each dimension.

Marquardt, *An Algorithm for Least-Squares Estimation of Nonlinear Parameters*, 1963.
"""

import math

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.inversion.problem import PULL, Problem, Report

__all__ = ["LARGEST", "STEPS", "search"]

Array = NDArray[np.float32]

STEPS = 24
LARGEST = 512  # dimensions: each step decodes one code more than there are
_DELTA = 0.04  # spreads; below, the rounding of float32 shows
_DAMPINGS = np.array([0.1, 1.0, 10.0])
_FIRST_DAMPING = 0.1
_SCOUTED = 2  # steps from each start before the best goes on alone
_SETTLED = 2e-3  # a smaller gain, as a share, in two steps on end, ends the search
_STILL = 2


def search(
    problem: Problem, starts: Array, steps: int, report: Report
) -> tuple[Array, list[float]]:
    """Go down from several starts, a few steps each, then from the best.

    Parameters
    ----------
    starts
        Units ``(n, latent_size)``.

    Returns
    -------
    units, history
        The best found, ``(latent_size,)``; its error at the start and after each step.
    """
    walkers = [_Walker(problem, start) for start in starts]
    best = min(walkers, key=lambda walker: walker.wanted)
    history = [best.error]
    report(0, best.units)
    done = still = 0
    while done < steps and still < _STILL:
        scouting = done < _SCOUTED * len(walkers)
        walker = walkers[done % len(walkers)] if scouting else best
        before = walker.wanted
        walker.step()
        if not scouting:
            still = still + 1 if before - walker.wanted < _SETTLED * before else 0
        best = min((best, walker), key=lambda one: one.wanted)
        done += 1
        history.append(best.error)
        report(done, best.units)
    return best.units, history


class _Walker:
    """One place in code space, and the damping that its next step begins with."""

    def __init__(self, problem: Problem, units: Array) -> None:
        self.problem = problem
        self.units = units
        self.residuals = problem.residuals(units[None])[0]
        self.damping = _FIRST_DAMPING
        self.error, self.wanted = math.inf, math.inf
        self._take(units, self.residuals)

    def step(self) -> None:
        """Measure the slopes and go, by the damping of three that gains most; else stay."""
        size = len(self.units)
        moved = self.units + np.float32(_DELTA) * np.eye(size, dtype=np.float32)
        slopes = (self.problem.residuals(moved) - self.residuals) / _DELTA
        matrix = (slopes @ slopes.T).astype(np.float64)
        matrix[np.diag_indices(size)] += PULL / size
        down = -(slopes @ self.residuals) - PULL / size * self.units
        dampings = self.damping * _DAMPINGS
        scale = np.diag(np.diag(matrix) + 1e-3 * np.trace(matrix) / size)
        moves = [np.linalg.solve(matrix + damping * scale, down) for damping in dampings]
        tried = self.problem.within(self.units + np.asarray(moves, np.float32))
        residuals = self.problem.residuals(tried)
        wanted = np.square(residuals).sum(axis=1) + self.problem.pulls(tried)
        row = int(np.argmin(wanted))
        if wanted[row] < self.wanted:
            self.damping = float(np.clip(dampings[row], 1e-4, 1e4))
            self._take(tried[row], residuals[row])
        else:
            self.damping = min(1e4, self.damping * 30)

    def _take(self, units: Array, residuals: Array) -> None:
        self.units, self.residuals = units, residuals
        self.error = float(np.square(residuals).sum())
        self.wanted = self.error + float(self.problem.pulls(units[None])[0])

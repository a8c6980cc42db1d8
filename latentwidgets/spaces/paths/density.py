"""How dense the data's codes lie about a code: the aggregated posterior, by Gaussian kernels."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Density", "measure_density"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]

MOST_CODES = 5_000
MOST_QUERIES = 1_000
NEIGHBOR = 10
SAME = 1e-12  # of a squared bandwidth: so near a code of the data is that code
TYPICAL = (0.05, 0.5, 0.95)  # quantiles of the data's own densities


@dataclass(frozen=True, eq=False)
class Density:
    """A kernel estimate of the aggregated posterior, in units that can be read.

    Values are natural logarithms, less the median of the data's own values: 0 is as dense as the
    data are where they are typical, -5 is 150 times sparser. Absolute values would depend on the
    number of dimensions alone.

    Attributes
    ----------
    centers
        ``(m, d)``: codes of the data.
    rows
        ``(m,)``: which of the data they are.
    bandwidth
        Standard deviation of the kernels in each dimension.
    level
        What is subtracted: the median of the data's own values.
    low, high
        Between these lie 90 % of the data's own values.
    own
        The data's own values, rising: of each measured code the density of the others about it.
    label
        What was estimated, in words.
    """

    centers: Codes
    rows: NDArray[np.intp]
    bandwidth: float
    level: float
    low: float
    high: float
    own: Array64
    label: str

    def at(self, codes: Codes) -> Array64:
        """Return the density at codes ``(k, d)``: ``(k,)``."""
        return self._exponents(codes)[0]

    def fresh_at(self, codes: Codes) -> Array64:
        """Return the density ``(k,)`` as `own` is measured: a code of the data is not of its own.

        Only so can it be read against `own`: in many dimensions the kernel of a code outweighs all
        others at its own place.
        """
        squares = self._measured.to(codes)
        rows = np.arange(len(squares))
        nearest = squares.argmin(axis=1)
        is_own = squares[rows, nearest] < SAME * self.bandwidth**2
        if len(self.centers) > 1:
            squares[rows[is_own], nearest[is_own]] = np.inf
        return self.of_squares(squares)

    def of_squares(self, squares: Array64) -> Array64:
        """Return the density ``(k,)`` at squared distances ``(k, m)`` from the centers."""
        return _log_sum(squares, self.bandwidth)[0] - self.level

    def share_below(self, values: Array64) -> Array64:
        """Return which share of the data's own values lies at or below each of `values`."""
        shares: Array64 = np.searchsorted(self.own, values, side="right") / len(self.own)
        return shares

    def with_gradient(self, codes: Codes) -> tuple[Array64, Array64]:
        """Return densities ``(k,)`` and their derivatives by the codes ``(k, d)``."""
        values, weights = self._exponents(codes)
        slopes: Array64 = (weights @ self.centers - codes) / self.bandwidth**2
        return values, slopes

    def _exponents(self, codes: Codes) -> tuple[Array64, Array64]:
        values, weights = _log_sum(self._measured.to(codes), self.bandwidth)
        return values - self.level, weights

    @cached_property
    def _measured(self) -> "_Distances":
        return _Distances(self.centers)


def measure_density(codes: Codes, *, seed: int = 0) -> Density:
    """Estimate the density of codes ``(n, d)``.

    The kernels' bandwidth is the median distance to the 10th neighbour by the square root of d, so
    that one neighbourhood is one kernel wide. Of more than 5,000 codes that many are taken, seeded.

    The encoder's own variances are not known here: the kernels stand for them.
    """
    n, d = codes.shape
    rng = np.random.default_rng(seed)
    rows = np.arange(n) if n <= MOST_CODES else np.sort(rng.choice(n, MOST_CODES, replace=False))
    centers = np.ascontiguousarray(codes[rows], np.float32)
    m = len(centers)
    queries = np.arange(m) if m <= MOST_QUERIES else rng.choice(m, MOST_QUERIES, replace=False)
    squares = _Distances(centers).to(centers[queries])
    squares[np.arange(len(queries)), queries] = np.inf  # a code is no neighbour of its own
    bandwidth = _bandwidth(squares, d)
    own = _log_sum(squares, bandwidth)[0] if m > 1 else np.zeros(1)
    low, level, high = np.quantile(own, TYPICAL)
    part = "" if m == n else f" of {n:,}"
    return Density(
        centers,
        rows,
        bandwidth,
        float(level),
        float(low - level),
        float(high - level),
        np.sort(own) - level,
        f"log density of the data's codes, 0 where they are typical: Gaussian kernels on {m:,}"
        f"{part} codes, bandwidth {bandwidth:.3g} (median distance to the {NEIGHBOR}th neighbour "
        f"/ √{d})",
    )


def _bandwidth(squares: Array64, d: int) -> float:
    k = min(NEIGHBOR, squares.shape[1] - 1)
    if k < 1:
        return 1.0
    distances = np.sqrt(np.partition(squares, k - 1, axis=1)[:, k - 1])
    found = float(np.median(distances)) / math.sqrt(d)
    if found > 0:
        return found
    apart = distances[distances > 0]  # more than half of the codes are one and the same
    return float(apart.min()) / math.sqrt(d) if len(apart) else 1.0


class _Distances:
    """Squared distances to some codes; centred, since far from the origin the expansion errs."""

    def __init__(self, centers: Codes) -> None:
        self._middle = centers.mean(axis=0, dtype=np.float64)
        self._centred = centers - self._middle
        self._norms = (self._centred**2).sum(axis=1)

    def to(self, codes: Codes) -> Array64:
        moved = codes - self._middle
        squares: Array64 = (moved**2).sum(axis=1)[:, None] + self._norms
        squares -= 2 * moved @ self._centred.T
        return np.maximum(squares, 0, out=squares)


def _log_sum(squares: Array64, bandwidth: float) -> tuple[Array64, Array64]:
    """Logarithm of the kernels' sum at each of k codes, and the share of each kernel in it."""
    exponents = -squares / (2 * bandwidth**2)
    largest = exponents.max(axis=1, keepdims=True)
    kernels = np.exp(exponents - largest)
    total = kernels.sum(axis=1, keepdims=True)
    values: Array64 = (np.log(total) + largest)[:, 0]
    return values, kernels / total

"""Laying one set of points over another without bending it.

Schönemann, *A generalized solution of the orthogonal Procrustes problem*, 1966; with the common
scale of Gower, *Generalized Procrustes analysis*, 1975.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError

__all__ = ["Alignment", "align", "unaligned"]

N_SHUFFLES = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Alignment:
    """A turn, perhaps a mirroring, one scale and a shift that lay points over others.

    Attributes
    ----------
    rotation
        float64 ``(q, q)``, orthogonal; mirrors where its determinant is -1.
    scale
        One factor for all axes.
    center, target
        ``(q,)``, the means that are brought together.
    residual
        Share of the fixed points' variance that the laid ones do not account for: 0 where they
        coincide, 1 where they have nothing to do with one another.
    expected
        The mean residual of the same points in shuffled order: what chance gives.
    n
        Number of points.
    """

    rotation: Floats
    scale: float
    center: Floats
    target: Floats
    residual: float
    expected: float
    n: int

    @property
    def mirrored(self) -> bool:
        """Whether it mirrors."""
        return bool(np.linalg.det(self.rotation) < 0)

    @property
    def matrix(self) -> Floats:
        """``scale * rotation``: ``laid = (points - center) @ matrix + target``."""
        return self.scale * self.rotation

    def apply(self, points: ArrayLike) -> Floats:
        """Lay points ``(m, q)``."""
        moved: Floats = (np.asarray(points, np.float64) - self.center) @ self.matrix + self.target
        return moved

    def invert(self, points: ArrayLike) -> Floats:
        """Find the points ``(m, q)`` that `apply` lays there."""
        away = np.asarray(points, np.float64) - self.target
        found: Floats = away @ self.rotation.T / self.scale + self.center
        return found

    def __str__(self) -> str:
        mirrored = " and mirrored" if self.mirrored else ""
        scaled = "" if self.scale == 1 else f" and scaled by {self.scale:.3g}"
        return (
            f"turned{mirrored}{scaled} to lie over the other (orthogonal "
            f"Procrustes on {self.n:,} matched samples); {self.residual:.0%} of the variance "
            f"remains apart, {self.expected:.0%} by chance"
        )


def unaligned(dims: int) -> Alignment:
    """Return the alignment that leaves points where they are."""
    zero = np.zeros(dims)
    return Alignment(np.eye(dims), 1.0, zero, zero, 0.0, 1.0, 0)


def align(moving: ArrayLike, fixed: ArrayLike, *, scale: bool = True, seed: int = 0) -> Alignment:
    """Find how `moving` is laid over `fixed`, by least squares over the matched rows.

    Parameters
    ----------
    moving, fixed
        ``(n, q)`` each, row i of both the same sample.
    scale
        Whether it is scaled too; without, growing and shrinking stay to be seen. The residual is
        that with the best scale in either case.
    seed
        Of the shuffles behind the expected residual.

    Raises
    ------
    ShapeError
        The two differ in shape, or are no rows.
    DataError
        A value is not finite.
    """
    first, second = np.asarray(moving, np.float64), np.asarray(fixed, np.float64)
    if first.ndim != 2 or first.shape != second.shape or len(first) == 0:
        raise ShapeError(
            f"Points of shapes {first.shape} and {second.shape} cannot be laid over one another: "
            "give (n, q) twice, one row a sample."
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise DataError("The points hold NaN or infinite values: drop those samples first.")
    center, target = first.mean(axis=0), second.mean(axis=0)
    first, second = first - center, second - target
    sizes = float((first**2).sum()), float((second**2).sum())
    left, singular, right = np.linalg.svd(first.T @ second)
    rotation = left @ right
    shared = float(singular.sum())
    scaled = scale and sizes[0] > 0 and shared > 0
    return Alignment(
        rotation,
        shared / sizes[0] if scaled else 1.0,
        center,
        target,
        _residual(shared, sizes),
        _by_chance(first, second, sizes, seed),
        len(first),
    )


def _residual(shared: float, sizes: tuple[float, float]) -> float:
    if min(sizes) <= 0:
        return 0.0 if max(sizes) <= 0 else 1.0
    return min(1.0, max(0.0, 1 - shared**2 / (sizes[0] * sizes[1])))


def _by_chance(first: Floats, second: Floats, sizes: tuple[float, float], seed: int) -> float:
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(N_SHUFFLES):
        crossed = first[generator.permutation(len(first))].T @ second
        found.append(_residual(float(np.linalg.svd(crossed, compute_uv=False).sum()), sizes))
    return float(np.mean(found))

"""Vectors of directions: their sign, their scale, what is left of one beside others."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEARLY_NOTHING", "project_away", "sign_fixed", "spread", "unit"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]

NEARLY_NOTHING = 1e-6
COLLINEAR = 1e-7  # of the largest singular value: below, a condition says what others say


def unit(vector: NDArray[np.floating]) -> Array64 | None:
    """Make a vector of length 1; None of one that is nothing."""
    wide = np.asarray(vector, np.float64)
    length = float(np.linalg.norm(wide))
    if not np.isfinite(length) or length < 1e-12:
        return None
    made: Array64 = wide / length
    return made


def sign_fixed(vector: Array64) -> Array64:
    """Turn a vector so that its largest component, the first of them, is positive."""
    turned: Array64 = -vector if vector[np.abs(vector).argmax()] < 0 else vector
    return turned


def spread(codes: Codes, vector: NDArray[np.floating]) -> float:
    """Measure the sd of codes ``(n, d)`` along a unit vector ``(d,)``; 0 where they do not vary."""
    along = codes @ np.asarray(vector, np.float32)
    sd = float(along.std(dtype=np.float64))
    return sd if sd > NEARLY_NOTHING * max(1.0, float(np.abs(along).max(initial=0))) else 0.0


def project_away(vector: NDArray[np.floating], conditions: NDArray[np.floating]) -> Array64:
    """Take from a vector ``(d,)`` what lies in the span of conditions ``(k, d)``.

    ``w - Cᵀ(CCᵀ)⁻¹Cw``, by an orthonormal basis of the span, so that conditions may be collinear.
    """
    wide = np.asarray(vector, np.float64)
    _, sizes, basis = np.linalg.svd(np.asarray(conditions, np.float64), full_matrices=False)
    basis = basis[sizes > COLLINEAR * sizes.max(initial=0)]
    for _ in range(2):  # the second time takes what rounding left
        wide = wide - basis.T @ (basis @ wide)
    return wide

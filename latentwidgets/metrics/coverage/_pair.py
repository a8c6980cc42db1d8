"""Real and generated samples, checked; exact copies among them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.metrics._checks import copies_of

__all__ = ["FEATURES", "Duplicates", "Pair", "as_rows"]

FEATURES = "the features given"

Floats = NDArray[np.float64]


class Duplicates(NamedTuple):
    """How many samples are exact copies of an earlier one of their own set."""

    real: int
    generated: int


class Pair:
    """The two sets as rows of numbers, and their copies."""

    def __init__(self, real: ArrayLike, generated: ArrayLike) -> None:
        self.real = as_rows(real, "real")
        self.generated = as_rows(generated, "generated")
        if self.real.shape[1] != self.generated.shape[1]:
            raise ShapeError(
                f"Real rows of {self.real.shape[1]} and generated rows of "
                f"{self.generated.shape[1]} features were given: both need the same features."
            )
        self.duplicates = Duplicates(
            *(len(rows) - len(copies_of(rows)[0]) for rows in (self.real, self.generated))
        )

    def suffix(self, *settings: str, features: str) -> str:
        """Say how a figure was measured, for its label."""
        parts = [*settings, f"in {features}"]
        parts.append(f"{len(self.real):,} real, {len(self.generated):,} generated")
        for name, copies in zip(("real", "generated"), self.duplicates, strict=True):
            if copies:
                parts.append(f"{copies:,} of the {name} are copies")
        return ", ".join(parts)


def as_rows(given: ArrayLike, name: str) -> Floats:
    """Return samples as float64 ``(n, d)``, refused where they are none."""
    array = np.asarray(given, dtype=np.float64)
    if array.ndim < 1 or array.size == 0:
        raise ShapeError(
            f"The {name} samples have shape {array.shape}: give one row of features a sample."
        )
    array = array.reshape(len(array), -1)
    if not np.isfinite(array).all():
        raise DataError(
            f"The {name} samples hold NaN or infinite values: drop those samples first."
        )
    return array

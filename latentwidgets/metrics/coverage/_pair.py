"""Real and generated samples, checked; exact copies among them."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError

__all__ = [
    "FEATURES",
    "LEAST",
    "Duplicates",
    "Pair",
    "check_enough",
    "check_neighbors",
    "check_whole",
    "copies_of",
    "distinct_rows",
]

FEATURES = "the features given"
LEAST = 50  # samples of each set

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


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


def copies_of(rows: Floats) -> tuple[Indices, Indices]:
    """Return the first of each distinct row, and for every row which of those it equals."""
    seen: dict[bytes, int] = {}
    places = np.empty(len(rows), np.intp)
    first: list[int] = []
    for index, row in enumerate(rows + 0.0):  # -0.0 equals 0.0
        place = seen.setdefault(row.tobytes(), len(first))
        if place == len(first):
            first.append(index)
        places[index] = place
    return np.array(first, np.intp), places


def distinct_rows(rows: Floats) -> Floats:
    """Return the rows without exact copies, in their order."""
    return rows[copies_of(rows)[0]]


def check_neighbors(k: int, name: str = "k") -> int:
    """Return a number of neighbours, from 1."""
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise OptionError(f"{name}={k!r} neighbours were asked for: give a whole number from 1.")
    return int(k)


def check_whole(value: int, name: str, least: int) -> int:
    """Return a whole number that is no less than `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise OptionError(f"{name} is {value!r}: give a whole number from {least}.")
    return int(value)


def check_enough(sets: Mapping[str, Floats], least: int = LEAST, why: str = "") -> None:
    """Refuse sets that are too small for a figure."""
    for name, rows in sets.items():
        if len(rows) < least:
            raise DataError(f"{len(rows)} {name} samples are too few{why}: give at least {least}.")

"""What several metrics check, and exact copies."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError

__all__ = ["LEAST", "check_differ", "check_enough", "check_neighbors", "check_whole", "copies_of"]

LEAST = 50  # samples of each set

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


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


def check_differ(codes: Floats, why: str) -> None:
    """Refuse codes ``(n, d)`` that are all equal; `why` says what they cannot tell."""
    if not (codes != codes[0]).any():
        raise DataError(f"All codes are equal: {why}.")


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

"""Codes and factors as users give them, checked; factors as classes and as numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError

__all__ = [
    "Factors",
    "as_classes",
    "as_codes",
    "as_columns",
    "as_numbers",
    "check_factor",
    "checked_codes",
    "checked_factors",
    "equal_width",
]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Column = NDArray[np.generic]
Factors = Mapping[str, ArrayLike] | ArrayLike


def checked_codes(codes: ArrayLike) -> Floats:
    """Return codes as float64 ``(n, d)``."""
    array = np.asarray(codes, dtype=np.float64)
    if array.ndim < 1 or array.size == 0:
        raise ShapeError(f"Codes of shape {array.shape} were given: expected (n, d).")
    if not np.isfinite(array).all():
        raise DataError("The codes hold NaN or infinite values: drop those samples first.")
    return array.reshape(len(array), -1)


def checked_factors(factors: Factors, n: int) -> dict[str, Column]:
    """Return the factors by name, each ``(n,)`` of numbers, booleans or strings, and varying."""
    return {name: check_factor(name, v, n) for name, v in as_columns(factors).items()}


def as_columns(factors: Factors) -> dict[str, Column]:
    """Return what was given as factors by name, unchecked."""
    if isinstance(factors, Mapping):
        columns = {str(name): np.asarray(values) for name, values in factors.items()}
    else:
        table = np.asarray(factors)
        table = table[:, None] if table.ndim == 1 else table
        if table.ndim != 2:
            raise ShapeError(f"Factors of shape {table.shape} were given: expected (n, k).")
        columns = {f"factor {index}": column for index, column in enumerate(table.T)}
    if not columns:
        raise DataError("No factors were given: name at least one.")
    return columns


def check_factor(name: str, values: Column, n: int) -> Column:
    """Return one factor, refused in a sentence where nothing can be measured with it."""
    if values.shape != (n,):
        raise ShapeError(
            f"The factor {name!r} has shape {values.shape}, the codes {n} rows: "
            "both need one value a sample, in the same order."
        )
    if values.dtype.kind == "O":
        values = _without_objects(name, values)
    if values.dtype.kind == "f":
        n_missing = int(np.count_nonzero(~np.isfinite(values.astype(np.float64))))
        if n_missing:
            raise _missing(name, n_missing, n)
    if values.dtype.kind not in "fiubUS":
        raise DataError(
            f"The factor {name!r} holds {values.dtype}: give numbers, booleans or strings."
        )
    if len(np.unique(values)) < 2:
        raise DataError(f"The factor {name!r} has a single value: leave it out.")
    return values


def as_classes(values: Column, bins: int) -> Indices:
    """Class of each value, from 0: the values themselves, or bins of many floats."""
    distinct, classes = np.unique(values, return_inverse=True)
    if values.dtype.kind == "f" and len(distinct) > bins:
        binned = equal_width(values.astype(np.float64)[:, None], bins)[:, 0]
        _, classes = np.unique(binned, return_inverse=True)
    indices: Indices = classes.astype(np.intp)
    return indices


def equal_width(columns: Floats, bins: int) -> Indices:
    """Bin of each value between the extremes of its column; a constant column has one bin."""
    low, high = columns.min(axis=0), columns.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    scaled: Floats = (columns - low) / span * bins
    return np.minimum(scaled.astype(np.intp), bins - 1)


def as_codes(factors: Mapping[str, Column], bins: int) -> Floats:
    """Return the factors as numbers, for the ceiling: a class by its place among the classes."""
    columns = [
        values if values.dtype.kind == "f" else as_classes(values, bins)
        for values in factors.values()
    ]
    return np.stack([column.astype(np.float64) for column in columns], axis=1)


def as_numbers(values: Column) -> Floats | None:
    """Return a factor as numbers; None where it has more than two names, which have no order."""
    if values.dtype.kind not in "US":
        return values.astype(np.float64)
    names, places = np.unique(values, return_inverse=True)
    return places.astype(np.float64) if len(names) == 2 else None


def _without_objects(name: str, values: Column) -> Column:
    """Return a column of Python objects as an array of one kind."""
    items = list(values)
    n_missing = sum(item is None or item != item for item in items)  # noqa: PLR0124  NaN
    if n_missing:
        raise _missing(name, n_missing, len(items))
    if all(isinstance(item, str) for item in items):
        return np.array(items, dtype=np.str_)
    if all(isinstance(item, bool | int | float | np.number | np.bool_) for item in items):
        return np.array(items, dtype=np.float64)
    raise DataError(f"The factor {name!r} holds objects: give numbers, booleans or strings.")


def _missing(name: str, n_missing: int, n: int) -> DataError:
    return DataError(
        f"The factor {name!r} has missing values in {n_missing:,} of {n:,} samples: drop those "
        "samples first."
    )

"""How labels and attributes become colours: as classes or as values."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.labels import normalise_values

__all__ = ["MISSING", "Colouring", "colouring", "kind_of"]

MISSING = 65535  # the uint16 that stands for no value
MOST_CLASSES = MISSING
MOST_WHOLE_NUMBERS = 50  # more distinct whole numbers than this read as a quantity, not as classes
LONGEST_NAME = 200
TAILS = (
    0.01,
    0.99,
)  # the colours span these quantiles, so that one outlier does not bleach the rest

Kind = Literal["categorical", "numeric"]


@dataclass(frozen=True)
class Colouring:
    """The colours of one label or attribute.

    Attributes
    ----------
    name
        Of the label or attribute.
    kind
        ``"categorical"`` or ``"numeric"``.
    categories
        Names of the classes, sorted; empty where numeric.
    values : array, (n,)
        uint16 indices into `categories` with 65535 for missing; or float32 with NaN for missing.
    low, high
        The values at the ends of the colour scale; 0 and 1 where categorical.
    note
        What the reader of the legend must know; empty where there is nothing to say.
    """

    name: str
    kind: Kind
    categories: list[str]
    values: NDArray[np.uint16] | NDArray[np.float32]
    low: float
    high: float
    note: str


def colouring(name: str, values: Any) -> Colouring:
    """Decide how `values` are coloured.

    Text, booleans and whole numbers of at most 50 distinct values are classes; other numbers are
    a quantity, whose scale spans the 1 % to 99 % quantiles.

    Parameters
    ----------
    name
        Of the label or attribute.
    values
        One for each sample, as `normalise_values` takes them.

    Raises
    ------
    DataError
        Where there is not one value for each sample.
    """
    array = normalise_values(values, name=name)
    missing = _missing(array)
    if kind_of(array) == "categorical":
        return _categorical(name, array, missing)
    return _numeric(name, array, missing)


def kind_of(values: NDArray[Any]) -> Kind:
    """Tell classes from a quantity, for an array that `normalise_values` made."""
    if values.dtype.kind not in "iuf":
        return "categorical"
    present = values[np.isfinite(values)]
    if present.dtype == np.float16:
        present = present.astype(np.float32)  # half precision overflows below
    if values.dtype.kind == "f" and not (np.abs(present) < 2**31).all():
        return "numeric"
    if values.dtype.kind == "f" and (present.size == 0 or (present != np.rint(present)).any()):
        return "numeric"
    few = len(np.unique(present)) <= MOST_WHOLE_NUMBERS
    # Floats become classes only as labels with gaps do: whole, and each met more than once.
    repeated = values.dtype.kind != "f" or len(np.unique(present)) * 2 <= present.size
    return "categorical" if few and repeated else "numeric"


def _missing(array: NDArray[Any]) -> NDArray[np.bool_]:
    if array.dtype.kind == "f":
        return np.asarray(~np.isfinite(array), np.bool_)
    if array.dtype.kind == "O":
        return np.fromiter((entry is None for entry in array), bool, len(array))
    return np.zeros(len(array), dtype=bool)


def _categorical(name: str, array: NDArray[Any], missing: NDArray[np.bool_]) -> Colouring:
    values = np.full(len(array), MISSING, np.uint16)
    present = array[~missing]
    if present.dtype.kind == "O":
        present = np.array([str(entry) for entry in present], dtype=object)
    classes, index, counts = np.unique(present, return_inverse=True, return_counts=True)
    n_distinct = len(classes)
    if n_distinct > MOST_CLASSES:
        largest = np.sort(np.argsort(-counts, kind="stable")[:MOST_CLASSES])
        renumbered = np.full(n_distinct, MISSING, np.int64)
        renumbered[largest] = np.arange(MOST_CLASSES)
        classes, index = classes[largest], renumbered[index]
    values[~missing] = index
    notes = [_missing_note(missing)]
    if n_distinct > MOST_CLASSES:
        notes.append(f"{n_distinct:,} classes: the largest {MOST_CLASSES:,} are coloured.")
    if n_distinct == 1:
        notes.append("All samples have the same value.")
    return Colouring(
        name, "categorical", [_text(entry) for entry in classes], values, 0.0, 1.0, _join(notes)
    )


def _numeric(name: str, array: NDArray[Any], missing: NDArray[np.bool_]) -> Colouring:
    with np.errstate(over="ignore"):
        values = array.astype(np.float32)
    missing = missing | ~np.isfinite(values)  # a float64 may be too large for float32
    values[missing] = np.nan
    present = values[~missing].astype(np.float64)
    notes = [_missing_note(missing)]
    if present.size == 0:
        return Colouring(name, "numeric", [], values, 0.0, 1.0, _join(notes))
    low, high = (float(end) for end in np.quantile(present, TAILS))
    if low == high:
        low, high = float(present.min()), float(present.max())
    if low == high:
        notes.append("All samples have the same value.")
        high = low + max(1.0, abs(low))
    elif present.min() < low or present.max() > high:
        notes.append(
            f"Values run from {present.min():.4g} to {present.max():.4g}; the colours span "
            f"{low:.4g} to {high:.4g}."
        )
    return Colouring(name, "numeric", [], values, low, high, _join(notes))


def _text(entry: Any) -> str:
    if isinstance(entry, float | np.floating) and float(entry).is_integer():
        entry = int(entry)
    text = str(entry)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _missing_note(missing: NDArray[np.bool_]) -> str:
    count = int(missing.sum())
    return f"{count:,} of {len(missing):,} samples have no value." if count else ""


def _join(notes: list[str]) -> str:
    return " ".join(note for note in notes if note)

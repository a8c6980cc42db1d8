"""Labels and attributes: what users have, as one NumPy array of one kind."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError

__all__ = ["LABEL", "check_length", "named_columns", "normalise_attributes", "normalise_values"]

LABEL = "label"  # what the labels are called beside the attributes
LONGEST_FIXED_TEXT = 64  # a fixed-width text array costs 4 bytes a character of its longest entry


def normalise_values(values: Any, *, name: str = "labels") -> NDArray[Any]:
    """Turn labels or one attribute into an array of one value for each sample.

    Parameters
    ----------
    values
        A list, tuple, NumPy array, torch tensor, pandas Series or other sequence of numbers,
        booleans or text. Missing values are ``None``, NaN, ``pandas.NA`` or ``NaT``.
    name
        What to call it in an error.

    Returns
    -------
    array, (n,)
        Booleans and whole numbers as such; numbers with missing values as float with NaN; text as
        text. Text or booleans with missing values are an object array with ``None``.

    Raises
    ------
    DataError
        Where there is not one value for each sample.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    array = values if isinstance(values, np.ndarray) else _as_array(values, name)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise DataError(
            f"{name} has shape {array.shape} and one value for each sample was expected, (n,): "
            "give the columns one by one as attributes={'name': column}."
        )
    if array.dtype.kind in "biuf":
        return array.copy()
    if array.dtype.kind == "U":
        return array.copy()
    return _of_one_kind([_clean(value) for value in array.tolist()])


def normalise_attributes(attributes: Any) -> dict[str, NDArray[Any]]:
    """Turn a mapping or a table of attributes into ``{name: array (n,)}``.

    Raises
    ------
    DataError
        Where `attributes` is neither, or an attribute has not one value for each sample.
    """
    if attributes is None:
        return {}
    if hasattr(attributes, "columns"):
        attributes = {column: attributes[column] for column in attributes.columns}
    if not isinstance(attributes, Mapping):
        raise DataError(
            f"attributes is a {type(attributes).__name__} and a dict {{'name': values}} or a table "
            "with columns was expected."
        )
    return {
        str(name): normalise_values(values, name=f"attributes[{str(name)!r}]")
        for name, values in attributes.items()
    }


def check_length(values: NDArray[Any], n_samples: int, *, name: str = "labels") -> None:
    """Check that there is one value for each sample.

    Raises
    ------
    DataError
        Where there are more or fewer.
    """
    if len(values) != n_samples:
        raise DataError(
            f"{name} has {len(values):,} values for {n_samples:,} samples: give one value for each "
            "sample, in the order of the data."
        )


def named_columns(
    labels: NDArray[Any] | None, attributes: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """Map name to values: labels as "label", first, and an attribute of their name after them."""
    if labels is None:
        return dict(attributes)
    renamed = {
        f"{name} (attribute)" if name == LABEL else name: values
        for name, values in attributes.items()
    }
    return {LABEL: labels, **renamed}


def _as_array(values: Any, name: str) -> NDArray[Any]:
    if hasattr(values, "__array__"):
        return np.asarray(values)
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise DataError(
            f"{name} is a {type(values).__name__} and one value for each sample was expected: "
            "give a list or an array."
        )
    entries = [_clean(value) for value in values]
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array


def _clean(value: Any) -> bool | int | float | str | None:
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, float) and value != value:  # noqa: PLR0124  NaN is what differs from itself
        return None
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def _of_one_kind(entries: list[Any]) -> NDArray[Any]:
    present = [entry for entry in entries if entry is not None]
    complete = len(present) == len(entries)
    if present and all(isinstance(entry, bool) for entry in present):
        return np.array(entries, dtype=bool if complete else object)
    if all(isinstance(entry, bool | int | float) for entry in present):
        return _numbers(entries, complete=complete)
    texts = [None if entry is None else str(entry) for entry in entries]
    longest = max(len(text) for text in texts if text is not None)
    if complete and longest <= LONGEST_FIXED_TEXT:
        return np.array(texts, dtype=str)
    return np.array(texts, dtype=object)


def _numbers(entries: list[Any], *, complete: bool) -> NDArray[Any]:
    whole = complete and not any(isinstance(entry, float) for entry in entries)
    if whole and all(-(2**63) <= entry < 2**63 for entry in entries):
        return np.array(entries, dtype=np.int64)
    return np.array([_float(entry) for entry in entries], np.float64)


def _float(entry: float | None) -> float:
    try:
        return np.nan if entry is None else float(entry)
    except OverflowError:
        return np.nan

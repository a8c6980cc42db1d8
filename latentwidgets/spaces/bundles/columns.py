"""Labels and attributes as JSON: numbers, booleans and text stay what they are.

Missing values are null. So are infinite ones, which count as missing wherever they are shown.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.bundles.faults import Fault
from latentwidgets.spaces.bundles.manifest import read_json
from latentwidgets.spaces.labels import LONGEST_FIXED_TEXT
from latentwidgets.strict_json import dump_json

__all__ = ["pack_attributes", "pack_labels", "unpack_attributes", "unpack_labels"]

MOST_ATTRIBUTES = 1000
WHOLE = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
REAL = ("float16", "float32", "float64")

Values = NDArray[Any]


def pack_labels(labels: Values) -> bytes:
    """Write labels."""
    return dump_json(_pack(labels))


def unpack_labels(name: str, data: bytes, n: int) -> Values:
    """Read the labels of n samples.

    Raises
    ------
    Fault
        Where there is not one value for each, or they are of no kind that labels have.
    """
    column = read_json(name, data)
    if not isinstance(column, dict) or column.keys() != {"dtype", "values"}:
        raise Fault(f"{name} holds no labels")
    return _unpack(name, column["dtype"], column["values"], n)


def pack_attributes(attributes: Mapping[str, Values]) -> bytes:
    """Write attributes, in their order.

    Raises
    ------
    DataError
        Where there are more than 1,000.
    """
    if len(attributes) > MOST_ATTRIBUTES:
        raise DataError(
            f"The space has {len(attributes):,} attributes and a bundle holds {MOST_ATTRIBUTES:,}: "
            "give fewer to the space."
        )
    return dump_json([{"name": name, **_pack(values)} for name, values in attributes.items()])


def unpack_attributes(name: str, data: bytes, n: int) -> dict[str, Values]:
    """Read the attributes of n samples.

    Raises
    ------
    Fault
        As `unpack_labels`, and where names are not unique text or too many.
    """
    columns = read_json(name, data)
    if not isinstance(columns, list) or len(columns) > MOST_ATTRIBUTES:
        raise Fault(f"{name} holds no list of up to {MOST_ATTRIBUTES:,} attributes")
    found: dict[str, Values] = {}
    for column in columns:
        if not isinstance(column, dict) or column.keys() != {"name", "dtype", "values"}:
            raise Fault(f"{name} holds something that is no attribute")
        key = column["name"]
        if not isinstance(key, str) or key in found:
            raise Fault(f"{name} holds an attribute whose name is no text or stands there twice")
        found[key] = _unpack(f"{name}, {key[:40]!r},", column["dtype"], column["values"], n)
    return found


def _pack(array: Values) -> dict[str, Any]:
    kind = array.dtype.kind
    if kind == "f":
        kept = array if array.dtype.name in REAL else array.astype(np.float64)
        finite = np.isfinite(kept)
        # The shortest digits that give the number back, which are those of its own precision.
        values = [float(str(v)) if ok else None for v, ok in zip(kept, finite, strict=True)]
        return {"dtype": kept.dtype.name, "values": values}
    entries = array.tolist()
    if kind in "biu":
        return {"dtype": array.dtype.name, "values": entries}
    boolean = kind == "O" and any(isinstance(entry, bool) for entry in entries)
    return {"dtype": "bool" if boolean else "text", "values": entries}


def _unpack(name: str, dtype: Any, values: Any, n: int) -> Values:
    if not isinstance(values, list) or len(values) != n:
        raise Fault(f"{name} has not one value for each of the {n:,} samples")
    kinds = set(map(type, values))
    missing = type(None) in kinds
    present = kinds - {type(None)}
    if dtype == "bool" and present <= {bool}:
        return np.array(values, object if missing else bool)
    if dtype == "text" and present <= {str}:
        longest = max((len(v) for v in values if v is not None), default=0)
        fixed = not missing and longest <= LONGEST_FIXED_TEXT
        return np.array(values, str if fixed else object)
    if dtype in WHOLE and kinds <= {int}:
        try:
            return np.array(values, dtype)
        except OverflowError as error:
            raise Fault(f"{name} holds numbers that are no {dtype}") from error
    if dtype in REAL and present <= {float, int}:
        with np.errstate(over="ignore"):
            return np.array([np.nan if v is None else _real(name, v) for v in values], dtype)
    raise Fault(f"{name} holds values that are not of one kind, {str(dtype)[:20]!r}")


def _real(name: str, value: float) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise Fault(f"{name} holds a number that is too large") from error

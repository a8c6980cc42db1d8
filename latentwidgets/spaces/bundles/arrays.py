"""Arrays as .npy members, whose kind and shape are known before they are read."""

import io
import math
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from latentwidgets.spaces.bundles.faults import Fault

__all__ = ["pack_array", "unpack_array"]

Shape = tuple[int, ...]


def pack_array(array: NDArray[Any], dtype: type[np.floating[Any]]) -> bytes:
    """Write an array as little-endian numbers, row by row."""
    file = io.BytesIO()
    kind = np.dtype(dtype).newbyteorder("<")
    np.lib.format.write_array(
        file, np.ascontiguousarray(array, kind), version=(1, 0), allow_pickle=False
    )
    return file.getvalue()


def unpack_array(
    name: str, data: bytes, dtype: type[np.floating[Any]], shape: Shape
) -> NDArray[Any]:
    """Read an array of finite numbers.

    Raises
    ------
    Fault
        Where it has another kind, shape or length, or holds NaN or infinite values.
    """
    file = io.BytesIO(data)
    kind = np.dtype(dtype).newbyteorder("<")
    try:
        known = npy.read_magic(file) == (1, 0)
        found_shape, by_columns, found = npy.read_array_header_1_0(file)
    except (ValueError, MemoryError, RecursionError, TypeError, KeyError) as error:
        raise Fault(f"{name} is no array that bundles hold ({error})") from error
    size = math.prod(shape) * kind.itemsize
    fits = known and found == kind and found_shape == shape and not by_columns
    if not fits or len(data) - file.tell() != size:
        raise Fault(f"{name} is an array {found} {found_shape}, and {kind} {shape} was expected")
    array: NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False).astype(dtype, copy=False)
    if not np.isfinite(array).all():
        raise Fault(f"{name} holds NaN or infinite values")
    return array

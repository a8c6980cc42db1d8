"""Arrays as .npy members, whose kind and shape are known before they are read."""

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.bundles.faults import Fault

__all__ = ["Number", "pack_array", "unpack_array"]

Shape = tuple[int, ...]
Number = type[np.floating[Any]] | type[np.integer[Any]]

MAGIC = b"\x93NUMPY\x01\x00"
START = len(MAGIC) + 2  # then the header, whose length the two bytes give


def pack_array(array: NDArray[Any], dtype: Number) -> bytes:
    """Write an array as little-endian numbers, row by row."""
    file = io.BytesIO()
    plain = np.ascontiguousarray(array, _little(dtype))
    np.lib.format.write_array(file, plain, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def unpack_array(name: str, data: bytes, dtype: Number, shape: Shape) -> NDArray[Any]:
    """Read an array of finite numbers, in memory of its own.

    The header is compared with the one that NumPy writes for such an array, and nothing in it is
    evaluated.

    Raises
    ------
    Fault
        Where it has another kind, shape or length, or holds NaN or infinite values.
    """
    kind = _little(dtype)
    expected = f"{{'descr': {kind.str!r}, 'fortran_order': False, 'shape': {shape}, }}"
    stop = START + int.from_bytes(data[START - 2 : START], "little")
    header = data[START:stop].decode("latin-1").rstrip()
    size = math.prod(shape) * kind.itemsize
    if data[: len(MAGIC)] != MAGIC or header != expected or len(data) - stop != size:
        raise Fault(f"{name} is no array of kind {kind.str} and shape {shape}")
    array: NDArray[Any] = np.frombuffer(data, kind, offset=stop).reshape(shape).astype(dtype)
    if not np.isfinite(array).all():
        raise Fault(f"{name} holds NaN or infinite values")
    return array


def _little(dtype: Number) -> np.dtype[Any]:
    return np.dtype(dtype).newbyteorder("<")

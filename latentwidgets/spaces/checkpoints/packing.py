"""Weights made small: 8 bits a number and one scale a row.

Of a weight of two dimensions or more each row keeps its largest number as float32, and its numbers
as shares of that, in 127 steps; the rest is kept as float16. Whole numbers, and numbers that would
not survive (infinite, NaN, beyond float16), are kept as they are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError

__all__ = ["SCALE", "Packed", "pack", "size_of", "tensors_of", "unpack"]

LEVELS = 127
SCALE = "scale"
MOST_HALF = 6e4  # of float16

Packed = Mapping[str, tuple[NDArray[Any], NDArray[np.float32] | None]]
State = Mapping[str, NDArray[Any]]


def pack(state: State) -> Packed:
    """Make weights small."""
    return {name: _pack(np.asarray(value)) for name, value in state.items()}


def unpack(packed: Packed) -> dict[str, NDArray[Any]]:
    """Give the weights back, float32; whole numbers as they were."""
    return {name: _unpack(value, scale) for name, (value, scale) in packed.items()}


def size_of(packed: Packed) -> int:
    """Bytes that packed weights take."""
    arrays = (array for pair in packed.values() for array in pair if array is not None)
    return sum(array.nbytes for array in arrays)


def tensors_of(packed: Packed) -> Iterator[tuple[str, NDArray[Any]]]:
    """Give names and arrays as a file holds them: ``name``, and ``name/scale``."""
    for name, (value, scale) in packed.items():
        yield name, value
        if scale is not None:
            yield f"{name}/{SCALE}", scale


def _pack(value: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.float32] | None]:
    if value.dtype.kind != "f":
        return value.copy(), None
    largest = float(np.abs(value).max(initial=0))
    if not np.isfinite(largest):
        return value.astype(np.float32), None
    if value.ndim < 2:
        return value.astype(np.float16 if largest < MOST_HALF else np.float32), None
    rows = np.abs(value).max(axis=tuple(range(1, value.ndim)), keepdims=True)
    scale = (np.where(rows > 0, rows, 1) / LEVELS).astype(np.float32)
    return np.rint(value / scale).astype(np.int8), scale


def _unpack(value: NDArray[Any], scale: NDArray[np.float32] | None) -> NDArray[Any]:
    if scale is not None:
        if value.ndim < 1 or scale.shape != (value.shape[0], *(1,) * (value.ndim - 1)):
            raise DataError(
                f"A weight of shape {value.shape} came with a scale of shape {scale.shape}."
            )
        return value.astype(np.float32) * scale
    return value.astype(np.float32) if value.dtype.kind == "f" else value.copy()

"""Arrays as they cross between kernel and page: dtype, shape and raw bytes, never JSON numbers.

In a trait the bytes stand beside the shape (`data`); in a message they go in the list of buffers
and an index stands in their place (`buffer`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ShapeError

__all__ = ["Buffer", "inline", "pack", "read_array"]

Buffer = bytes | bytearray | memoryview
DTYPES = {name: np.dtype(name) for name in ("float32", "uint32", "uint16", "uint8")}


def inline(value: Any) -> Any:
    """Turn a result into what a trait carries: arrays with their bytes beside them."""
    return _map(value, lambda array: {**_header(array), "data": _bytes(array)})


def pack(value: Any) -> tuple[Any, list[memoryview]]:
    """Turn a result into the content of one message and its list of buffers."""
    buffers: list[memoryview] = []

    def place(array: NDArray[Any]) -> dict[str, Any]:
        buffers.append(_bytes(array))
        return {**_header(array), "buffer": len(buffers) - 1}

    return _map(value, place), buffers


def read_array(
    value: Any, buffers: Sequence[Buffer] = (), *, name: str, dtype: str, max_size: int
) -> NDArray[Any]:
    """Read an array that the page sent, in a trait or in a message.

    Parameters
    ----------
    value
        ``{"dtype", "shape", "data"}`` or ``{"dtype", "shape", "buffer"}``: anything at all, since
        a page may send what it likes.
    buffers
        Of the message.
    name
        What to call it in an error.
    dtype, max_size
        The only dtype taken, and the largest number of elements.

    Returns
    -------
    array
        A read-only copy, of the shape given.

    Raises
    ------
    DataError, ShapeError
        Where it is no such array.
    """
    if not isinstance(value, Mapping) or value.get("dtype") != dtype:
        raise DataError(f"{name} is no array of {dtype}: send dtype, shape and bytes.")
    shape = value.get("shape")
    if (
        not isinstance(shape, list | tuple)
        or len(shape) > 4
        or not all(type(extent) is int and 0 <= extent <= max_size for extent in shape)
    ):
        raise ShapeError(f"The shape of {name} is not a list of up to 4 sizes.")
    size = math.prod(shape)
    if size > max_size:
        raise ShapeError(f"{name} has {size:,} elements and at most {max_size:,} were expected.")
    data = value["data"] if "data" in value else _buffer_at(value.get("buffer"), buffers)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise DataError(f"{name} came without its bytes.")
    window = memoryview(data).cast("B")
    if window.nbytes != size * DTYPES[dtype].itemsize:
        raise ShapeError(f"{name} has {window.nbytes:,} bytes for {size:,} values of {dtype}.")
    array = np.frombuffer(window, DTYPES[dtype]).reshape(shape).copy()
    array.flags.writeable = False
    return array


def _buffer_at(index: Any, buffers: Sequence[Buffer]) -> Any:
    if type(index) is int and 0 <= index < len(buffers):
        return buffers[index]
    return None


def _header(array: NDArray[Any]) -> dict[str, Any]:
    if array.dtype.name not in DTYPES:
        raise TypeError(f"An array of {array.dtype} cannot cross to the page.")
    return {"dtype": array.dtype.name, "shape": list(array.shape)}


def _bytes(array: NDArray[Any]) -> memoryview:
    # A view of no element cannot be cast, and has no bytes.
    return memoryview(np.ascontiguousarray(array).data).cast("B") if array.size else memoryview(b"")


def _map(value: Any, convert: Callable[[NDArray[Any]], Any]) -> Any:
    if isinstance(value, np.ndarray):
        return convert(value)
    if isinstance(value, Mapping):
        return {str(key): _map(entry, convert) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_map(entry, convert) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has neither NaN nor infinity
    return value

"""How a function wants a batch: whole, one row at a time, or rows without a batch axis."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError

Mode = Literal["batch", "one", "bare"]
MODES: tuple[Mode, ...] = ("batch", "one", "bare")
SAID: dict[Mode, str] = {
    "batch": "",
    "one": "one at a time",
    "bare": "one at a time, without a batch axis",
}

Parts = tuple[NDArray[Any] | None, ...]


def call_rows(call: Callable[[NDArray[Any]], Parts], batch: NDArray[Any], mode: Mode) -> Parts:
    """Call on a batch in its mode; each array returned has a row for each of the batch."""
    if mode == "batch":
        return call(batch)
    if mode == "one":
        single = (batch[index : index + 1] for index in range(len(batch)))
        rows = [tuple(map(_with_axis, call(row))) for row in single]
    else:
        rows = [tuple(None if p is None else p[None] for p in call(row)) for row in batch]
    return tuple(_joined(parts) for parts in zip(*rows, strict=True))


def try_modes(
    call: Callable[[NDArray[Any]], Parts], batch: NDArray[Any], modes: tuple[Mode, ...] = MODES
) -> tuple[Parts, Mode]:
    """Find the first mode in which `call` gives a row of numbers, or a text, for each row.

    Raises
    ------
    ShapeError
        Where it gives another number of rows in every mode that it does not raise in.
    Exception
        What the call raised for the whole batch.
    """
    first: Exception | None = None
    for mode in modes:
        try:
            result = call_rows(call, batch, mode)
            _check_rows(result[0], len(batch))
        except Exception as error:  # noqa: BLE001 a model may raise anything
            first = first or error
        else:
            return result, mode
    raise first or ShapeError("There is no way to call the model.")


def _check_rows(array: NDArray[Any] | None, n: int) -> None:
    if array is not None and array.dtype.kind == "U" and array.shape == (n,):
        return
    if array is None or array.ndim < 2 or len(array) != n or array.dtype.kind not in "fiub":
        seen = None if array is None else array.shape
        raise ShapeError(
            f"For a batch of {n} the model returned numbers of shape {seen}, which has no row for "
            "each."
        )


def _with_axis(array: NDArray[Any] | None) -> NDArray[Any] | None:
    """Give back the batch axis of one that a model squeezed away."""
    return array if array is None or (array.ndim and len(array) == 1) else array[None]


def _joined(parts: tuple[NDArray[Any] | None, ...]) -> NDArray[Any] | None:
    arrays = [part for part in parts if part is not None]
    return np.concatenate(arrays) if arrays else None

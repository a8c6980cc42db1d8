"""The door for messages: what the page sends is any JSON at all until it has been read here."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.widgets.wire import Buffer, read_array

__all__ = ["Request", "check_code", "page_of", "read_id", "read_request"]

LONGEST_TEXT = 200
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One message of the page; every reader raises one of our errors where it finds nonsense."""

    kind: str
    id: str
    content: Mapping[str, Any]
    buffers: Sequence[Buffer]
    received: float = field(default_factory=time.perf_counter)

    def __contains__(self, name: str) -> bool:
        return self.content.get(name) is not None

    def text(self, name: str) -> str:
        """Read a short text."""
        value = self.content.get(name)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise OptionError(f"{name} is no text of at most {LONGEST_TEXT} characters.")
        return value

    def long_text(self, name: str, most: int) -> str:
        """Read a text of at most `most` letters."""
        value = self.content.get(name)
        if not isinstance(value, str) or len(value) > most:
            raise OptionError(f"{name} is no text of at most {most:,} characters.")
        return value

    def flag(self, name: str) -> bool:
        """Read true or false; absent is false."""
        value = self.content.get(name, False)
        if not isinstance(value, bool):
            raise OptionError(f"{name} is neither true nor false.")
        return value

    def integer(self, name: str, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`."""
        value = self.content.get(name)
        if type(value) is not int or not low <= value <= high:
            raise OptionError(f"{name} is no whole number from {low:,} to {high:,}.")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """Read a finite number from `low` to `high`."""
        value: Any = self.content.get(name)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not (numeric and low <= value <= high):
            raise OptionError(f"{name} is no number from {low:g} to {high:g}.")
        return float(value)

    def integers(self, name: str, low: int, high: int, *, most: int) -> list[int]:
        """Read a list of 1 to `most` whole numbers."""
        values = self.content.get(name)
        if (
            not isinstance(values, list)
            or not 1 <= len(values) <= most
            or not all(type(value) is int and low <= value <= high for value in values)
        ):
            raise OptionError(f"{name} is no list of 1 to {most} whole numbers, {low} to {high:,}.")
        return values

    def code(self, name: str, latent_shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Read a code: finite float32 of `latent_shape`, sent flat or in its shape."""
        size = math.prod(latent_shape)
        value = self.content.get(name)
        array = read_array(value, self.buffers, name=name, dtype="float32", max_size=size)
        return check_code(array, latent_shape, name=name)

    def codes(self, name: str, latent_shape: tuple[int, ...], *, most: int) -> NDArray[np.float32]:
        """Read 1 to `most` codes, finite float32, one after another: ``(m, *latent_shape)``."""
        size = math.prod(latent_shape)
        value = self.content.get(name)
        array = read_array(value, self.buffers, name=name, dtype="float32", max_size=most * size)
        if array.size == 0 or array.size % size:
            raise ShapeError(
                f"{name} has {array.size:,} numbers: give 1 to {most} codes of {size:,} each."
            )
        if not np.isfinite(array).all():
            raise DataError(f"{name} holds NaN or infinite values: give finite numbers.")
        return array.reshape(-1, *latent_shape)

    def point(self, name: str, dims: int) -> NDArray[np.float64]:
        """Read a place on a map of `dims` axes."""
        value = self.content.get(name)
        if (
            not isinstance(value, list)
            or len(value) != dims
            or not all(
                isinstance(entry, int | float)
                and not isinstance(entry, bool)
                and abs(entry) <= 1e30  # further no float32 code reaches
                for entry in value
            )
        ):
            raise OptionError(f"{name} is no list of {dims} finite numbers.")
        return np.asarray(value, np.float64)

    def file(self, name: str, most: int) -> bytes:
        """Read the bytes of a file of the user's, 1 to `most`."""
        value = self.content.get(name)
        array = read_array(value, self.buffers, name=name, dtype="uint8", max_size=most)
        if not array.size:
            raise DataError(f"{name} is empty.")
        return array.tobytes()

    def numbers(self, name: str, most: int) -> NDArray[np.float32]:
        """Read at most `most` finite numbers."""
        value = self.content.get(name)
        array = read_array(value, self.buffers, name=name, dtype="float32", max_size=most)
        if not np.isfinite(array).all():
            raise DataError(f"{name} holds NaN or infinite values.")
        return array

    def indices(self, name: str, n_samples: int, *, most: int) -> NDArray[np.intp]:
        """Read 1 to `most` indices of samples."""
        value = self.content.get(name)
        array = read_array(value, self.buffers, name=name, dtype="uint32", max_size=most)
        if array.ndim != 1 or not array.size or array.max() >= n_samples:
            raise OptionError(f"{name} holds no indices of the {n_samples:,} samples.")
        return array.astype(np.intp)


def check_code(
    value: Any, latent_shape: tuple[int, ...], *, name: str = "z"
) -> NDArray[np.float32]:
    """Return a code as a read-only float32 copy of `latent_shape`.

    Raises
    ------
    ShapeError
        Where `value` is neither of `latent_shape` nor flat.
    DataError
        Where it holds no finite numbers.
    """
    try:
        array = np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
    except (TypeError, ValueError):
        array = np.empty(0, object)  # a ragged list
    if array.dtype.kind not in "biuf":
        raise DataError(
            f"{name} is a {type(value).__name__} and numbers of shape {latent_shape} were expected."
        )
    if array.shape not in (latent_shape, (math.prod(latent_shape),)):
        raise ShapeError(
            f"{name} has shape {array.shape} and the codes of this space have shape "
            f"{latent_shape}: give one code of that shape."
        )
    with np.errstate(over="ignore"):  # what is too large for float32 is not finite
        array = array.astype(np.float32, copy=True)
    if not np.isfinite(array).all():
        raise DataError(f"{name} holds NaN or infinite values: give finite numbers.")
    array = array.reshape(latent_shape)
    array.flags.writeable = False
    return array


def read_id(content: Any) -> str | None:
    """Return the id to answer to, where there is one."""
    key = content.get("id") if isinstance(content, Mapping) else None
    return key if isinstance(key, str) and 0 < len(key) <= LONGEST_TEXT else None


def page_of(request_id: str) -> str:
    """Return what names the page in an id such as ``"3f9c-17"``: all before the last hyphen."""
    return request_id.rpartition("-")[0]


def read_request(content: Any, buffers: Any) -> Request:
    """Read the envelope of a message.

    Raises
    ------
    DataError
        Where it is no request: no id, no kind, or too large.
    """
    key = read_id(content)
    if key is None or not isinstance(content.get("kind"), str):
        raise DataError("A message without id and kind.")
    buffers = list(buffers or ())
    if sum(memoryview(buffer).nbytes for buffer in buffers) > MOST_BYTES:
        raise DataError(f"A message of more than {MOST_BYTES:,} bytes.")
    return Request(content["kind"], key, content, buffers)

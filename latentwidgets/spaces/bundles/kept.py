"""The samples of a space that makes no pictures, as small numbers that mean the same.

Text keeps the most probable token of each position, a melody its rolls in halves, a sound 16 bits a
sample, a series its own numbers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Modality, Text
from latentwidgets.modalities.tokens import NOT_COMPUTED, from_ids
from latentwidgets.spaces.bundles.arrays import Number, pack_array, unpack_array
from latentwidgets.spaces.bundles.faults import Fault

__all__ = ["Kept", "pack_outputs", "unpack_outputs"]

Outputs = NDArray[np.float32]

STEP = 64  # samples at a time: sounds take memory
LEVELS = 32767  # of a sound of 16 bits
# Bytes; tokens and rolls are mostly alike, and shrink to a part of that in the file.
MOST_BYTES = {"text": 16 * 2**20, "melody": 16 * 2**20, "audio": 4 * 2**20, "series": 4 * 2**20}
KINDS: dict[str, Number] = {
    "text": np.int32,
    "melody": np.uint8,
    "audio": np.int16,
    "series": np.float32,
}


@dataclass(frozen=True)
class Kept:
    """Samples as they are kept, ``(n, ...)``."""

    modality: Modality
    numbers: NDArray[Any]

    def read(self, indices: NDArray[np.int64]) -> Outputs:
        """Canonical outputs ``(m, *modality.shape)`` of some."""
        numbers = self.numbers[indices].astype(np.float32)
        if isinstance(self.modality, Text):
            texts = np.zeros((len(numbers), *self.modality.shape), np.float32)
            texts[..., 0] = NOT_COMPUTED
            texts[:, :, :1] = from_ids(numbers)
            return texts
        if self.modality.kind == "melody":
            return numbers / np.float32(2)
        if self.modality.kind == "audio":
            return np.clip(numbers / LEVELS, -1, 1).astype(np.float32)
        return numbers


def pack_outputs(
    read: Callable[[NDArray[np.int64]], Outputs], modality: Modality, n: int
) -> bytes | None:
    """Write n samples, which `read` gives as canonical outputs; None where they take too much."""
    number = KINDS[modality.kind]
    shape = (n, *_shape(modality))
    if math.prod(shape) * np.dtype(number).itemsize > MOST_BYTES[modality.kind]:
        return None
    packed = np.empty(shape, number)
    for start in range(0, n, STEP):
        chosen = np.arange(start, min(start + STEP, n))
        packed[chosen] = _numbers(read(chosen), modality)
    return pack_array(packed, number)


def unpack_outputs(name: str, data: bytes, modality: Modality, n: int) -> Kept:
    """Read n samples.

    Raises
    ------
    Fault
        Where there are not as many, or one cannot be.
    """
    if modality.kind not in KINDS:
        raise Fault(f"{name} holds outputs, and pictures are kept as such")
    numbers = unpack_array(name, data, KINDS[modality.kind], (n, *_shape(modality)))
    low, high = _bounds(modality)
    if modality.kind != "series" and (numbers.min() < low or numbers.max() > high):
        raise Fault(f"{name} holds numbers outside {low} to {high:,}")
    return Kept(modality, numbers)


def _shape(modality: Modality) -> tuple[int, ...]:
    return modality.shape[:1] if isinstance(modality, Text) else modality.shape


def _bounds(modality: Modality) -> tuple[int, int]:
    if isinstance(modality, Text):
        return NOT_COMPUTED, modality.size - 1
    return (0, 2) if modality.kind == "melody" else (-LEVELS - 1, LEVELS)


def _numbers(outputs: Outputs, modality: Modality) -> NDArray[Any]:
    if isinstance(modality, Text):
        return outputs[:, :, 0, 0]
    if modality.kind == "melody":
        return np.rint(outputs * 2)
    if modality.kind == "audio":
        return np.rint(outputs * LEVELS)
    return outputs

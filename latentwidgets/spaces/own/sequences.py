"""What the model loses of a text or a melody, token for token, since tokens cannot be added."""

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Melody, Text

__all__ = ["differing_slots", "kept_slots"]

Array = NDArray[np.float32]


def differing_slots(first: Array, second: Array, modality: Text | Melody) -> NDArray[np.bool_]:
    """Tell where two outputs differ: ``(L,)`` of texts, ``(V, T)`` of melodies.

    Of texts by the most probable token of a position, of melodies by all that a voice does at a
    step. What was not computed differs from all.
    """
    if isinstance(modality, Text):
        ids, others = first[:, 0, 0], second[:, 0, 0]
        texts: NDArray[np.bool_] = ~((ids == others) & (ids >= 0))
        return texts
    steps: NDArray[np.bool_] = (first != second).any(axis=-1)
    return steps


def kept_slots(
    original: Array, reconstruction: Array, output: Array, modality: Text | Melody
) -> Array:
    """Take the output's tokens where they are not those of the reconstruction, else the original's.

    So an edit that changes nothing gives the original, and of a sample that the model reproduces
    all tokens are the output's.
    """
    moved = differing_slots(output, reconstruction, modality)
    rows = moved.reshape(moved.shape + (1,) * (output.ndim - moved.ndim))
    return np.where(rows, output, original)

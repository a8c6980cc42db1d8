"""The part of the data that is held out of all training."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["every_sixth"]


def every_sixth(n: int) -> NDArray[np.bool_]:
    """Hold out every sixth of `n` samples, so that more of them change no former choice."""
    held_out: NDArray[np.bool_] = np.arange(n) % 6 == 5
    return held_out

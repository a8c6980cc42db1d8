"""Numbers by the weight of their bytes: all first bytes, then all second ones.

Gzip finds nothing in the last bits of a model's weights, but much in their exponents, where these
stand together: a graph takes a sixteenth less room, and codes as much.
"""

from typing import Any

import numpy as np

__all__ = ["to_planes"]


def to_planes(data: bytes, width: int) -> dict[str, Any]:
    """Sort the bytes of numbers of `width` bytes each; the page puts them back."""
    array = np.frombuffer(data, np.uint8)
    planes = np.concatenate([array[start::width] for start in range(width)])
    return {"planes": planes, "width": width}

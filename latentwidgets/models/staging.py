"""Input tensors that are filled again and again while a data set is encoded.

Memory asked for anew is handed out page by page at its first touch, and giving it back may take the
model's own with it: for batches of some megabytes that can cost a quarter of the encoder's time.
"""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

__all__ = ["Staging"]

LARGEST = 32 * 2**20  # bytes kept when nothing is encoded


class Staging:
    """Lends copies of arrays as tensors on the CPU, in memory that was used before if there is any.

    What a tensor holds is overwritten by a later loan: results that share its memory must have been
    copied by then. Several threads may borrow at once.
    """

    def __init__(self) -> None:
        self._free: list[torch.Tensor] = []

    @contextmanager
    def copy_of(self, array: NDArray[Any], dtype: "torch.dtype") -> "Iterator[torch.Tensor]":
        """Lend a copy of `array` that may be changed."""
        import torch

        try:
            tensor = self._free.pop()
        except IndexError:  # none, or another thread has it
            tensor = torch.empty(0, dtype=dtype)
        if tensor.shape != array.shape or tensor.dtype != dtype:
            tensor = torch.empty(array.shape, dtype=dtype)
        np.copyto(tensor.numpy(), array, casting="unsafe")
        yield tensor
        if not self._free and tensor.nbytes <= LARGEST:
            self._free.append(tensor)

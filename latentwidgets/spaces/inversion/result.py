"""What an inversion found."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Inversion"]


@dataclass(frozen=True, eq=False)
class Inversion:
    """A code for a picture of one's own, and how well its output agrees.

    Attributes
    ----------
    code
        float32 ``latent_shape``.
    picture
        Its decoded output, canonical ``(H, W, C)``, float32 in [0, 1].
    error
        Mean squared difference of `picture` and the picture given, a value in [0, 1].
    history
        float32: that error after each step, of the best code so far; the first is of the nearest
        sample of the map, where the search began.
    scale, scale_label
        An error to read it against, and what it is in words: that of the data's own
        reconstructions where there are such, else that of a generated picture and the nearest other
        on the map.
    method
        ``"gradients"`` of a torch model, ``"differences"`` of a model that tells none.
    """

    code: NDArray[np.float32]
    picture: NDArray[np.float32]
    error: float
    history: NDArray[np.float32]
    scale: float
    scale_label: str
    method: Literal["gradients", "differences"]

    @property
    def ratio(self) -> float:
        """The error as a share of the scale; below 1 the place can be believed."""
        return self.error / self.scale if self.scale > 0 else float("inf")

    def __repr__(self) -> str:
        return (
            f"<Inversion by {self.method}: error {self.error:.5f} after {len(self.history) - 1} "
            f"steps, {self.ratio:.2f} of {self.scale_label} ({self.scale:.5f})>"
        )

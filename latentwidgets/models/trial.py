"""What the user says of a model, and what two codes decoded to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.models.batches import Mode
from latentwidgets.models.protocol import Prior, Range, Shape

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

__all__ = ["Options", "Trial", "draw"]


@dataclass(frozen=True)
class Options:
    """What the user says of the model, each None where it is to be found out."""

    latent_shape: Shape | None = None
    modality: "Modality | None" = None
    output_shape: Shape | None = None
    value_range: Range | None = None
    prior: Prior | str | None = None
    seed: int = 0
    name: str | None = None

    @property
    def output(self) -> Shape | None:
        """Shape of one raw output, if said."""
        if self.modality is None:
            return self.output_shape
        try:
            return self.modality.raw_shape
        except LatentWidgetsError:  # what it leaves open is found in the outputs
            return None


@dataclass(frozen=True)
class Trial:
    """What two codes decoded to."""

    codes: NDArray[np.float32]
    raw: NDArray[Any]
    mode: Mode
    activation: Range | None

    @property
    def latent_shape(self) -> Shape:
        """Shape of one code."""
        return self.codes.shape[1:]


def draw(n: int, shape: Shape, seed: int) -> NDArray[np.float32]:
    """Draw codes ``(n, *shape)`` to try a decoder on."""
    return np.random.default_rng(seed).standard_normal((n, *shape), np.float32)

"""What a space says of itself beside its data, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["About"]

Codes = NDArray[np.float32]


@dataclass(frozen=True)
class About:
    """The words and the places kept with a space that was opened from a bundle.

    Attributes
    ----------
    title, description, credits
        Text; empty where there is none. The credits name who made data and model, and the licence.
    bookmarks
        By name, a code of the space's latent shape, float32.
    z
        The code at which the space was left, or None.
    """

    title: str = ""
    description: str = ""
    credits: str = ""
    bookmarks: Mapping[str, Codes] = field(default_factory=dict)
    z: Codes | None = None

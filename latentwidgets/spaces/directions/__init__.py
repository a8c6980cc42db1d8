"""Directions of a latent space: made, measured, kept.

`making` answers `LatentSpace.direction`: `contrast` says what is set against what, `fitting` finds
the vector, `unsupervised` does without labels. `held_out`, `readers` and `effects` measure
`quality`; `measuring` ties a direction to its space; `kept` is `LatentSpace.directions`; `files`
reads and writes one.
"""

from typing import TYPE_CHECKING

from latentwidgets.lazy import lazily

if TYPE_CHECKING:
    from latentwidgets.spaces.directions.direction import Direction
    from latentwidgets.spaces.directions.kept import Directions
    from latentwidgets.spaces.directions.making import Method, make_direction
    from latentwidgets.spaces.directions.quality import DirectionQuality, Effect

__all__ = ["Direction", "DirectionQuality", "Directions", "Effect", "Method", "make_direction"]

__getattr__ = lazily(
    __name__,
    {
        "Direction": "direction",
        "Directions": "kept",
        "Method": "making",
        "make_direction": "making",
        "DirectionQuality": "quality",
        "Effect": "quality",
    },
)

"""A model plus its encoded data: intake, encoding, cache, distances, effects, maps."""

from latentwidgets.spaces.bundles import open  # noqa: A004  the public name is lw.open
from latentwidgets.spaces.colouring import Colouring, colouring
from latentwidgets.spaces.directions import Direction
from latentwidgets.spaces.sensitivity import dead_dimensions
from latentwidgets.spaces.space import LatentSpace

__all__ = ["Colouring", "Direction", "LatentSpace", "colouring", "dead_dimensions", "open"]

"""The code whose output is nearest to a given picture, found by optimisation."""

from latentwidgets.spaces.inversion.invert import OnInversion, invert
from latentwidgets.spaces.inversion.result import Inversion

__all__ = ["Inversion", "OnInversion", "invert"]

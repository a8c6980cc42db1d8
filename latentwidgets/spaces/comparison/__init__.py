"""Two spaces of the same samples, side by side."""

from latentwidgets.spaces.comparison.comparison import Changed, Comparison, align_maps, compare
from latentwidgets.spaces.comparison.measures import Figure, measure
from latentwidgets.spaces.comparison.pair import check_pair
from latentwidgets.spaces.comparison.procrustes import Alignment, align, unaligned

__all__ = [
    "Alignment",
    "Changed",
    "Comparison",
    "Figure",
    "align",
    "align_maps",
    "check_pair",
    "compare",
    "measure",
    "unaligned",
]

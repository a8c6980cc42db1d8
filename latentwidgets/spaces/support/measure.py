"""How far a code is from the data's codes, and how dense they lie about it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.geometry import nearest
from latentwidgets.spaces.paths.density import Density
from latentwidgets.spaces.paths.measuring import density_of

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["FAR_RATIO", "LARGEST_RATIO", "Support", "doubt_of", "far_density", "support_of"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]

FAR_RATIO = 1.5  # of the data's own spacing: from here on the nearest code is far
FAR_DEPTH = 2.0  # of the depth below the median at which the thinnest twentieth of the data begins
LARGEST_RATIO = 1e6  # where all codes are equal the radius is 0


@dataclass(frozen=True, eq=False)
class Support:
    """The data's codes as what a code is measured by; `geometry/support.ts` gives the same figures.

    Attributes
    ----------
    codes
        ``(n, d)``.
    radius
        The 95 % quantile of the data's own distance to their 5th neighbour.
    density
        Of the codes.
    """

    codes: Array
    radius: float
    density: Density

    def nearest(self, codes: Array) -> tuple[NDArray[np.intp], Array64]:
        """Find the code of the data nearest each of ``(m, d)``: indices and distances ``(m,)``."""
        found = [nearest(self.codes, code) for code in codes]
        indices = np.array([indices[0] for indices, _ in found], np.intp)
        return indices, np.array([distances[0] for _, distances in found], np.float64)

    def ratio(self, distances: Array64) -> Array64:
        """Return distances in units of the radius."""
        if self.radius > 0:
            ratios = distances / self.radius
        else:
            ratios = np.where(distances > 0, LARGEST_RATIO, 0.0)
        capped: Array64 = np.minimum(ratios, LARGEST_RATIO)
        return capped


def doubt_of(ratio: Array64, density: Array64, own: Density) -> Array64:
    """Join distance and density in one figure: 0 inside the data, 1 and no more where far outside.

    Of the two the worse counts. By distance doubt grows from 0 at the radius to 1 at 1.5 times
    that; by density from 0 where 5 % of the data lie as thin, to 1 where none does and the
    logarithm is at least as far again below.

    Parameters
    ----------
    ratio
        Distance to the nearest code by the data's own radius.
    density
        Logarithm, 0 at the data's own median.
    own
        The density that the data have themselves.
    """
    by_distance = (ratio - 1) / (FAR_RATIO - 1)
    by_density = (own.low - density) / max(own.low - far_density(own), 1e-9)
    doubt: Array64 = np.clip(np.maximum(by_distance, by_density), 0, 1)
    return doubt


def far_density(own: Density) -> float:
    """Return the density from which on, downwards, a code is far outside."""
    return min(FAR_DEPTH * own.low, float(own.own[0]))


def support_of(space: "LatentSpace") -> Support:
    """Return what the codes of a space are measured by, itself measured once."""
    return Support(space.flat_codes, space.neighbor_radius(), density_of(space))

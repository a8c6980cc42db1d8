"""A way between codes, and what is to be said of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.spaces.paths.track import Track

if TYPE_CHECKING:
    from latentwidgets.spaces.paths.straight import PathName

__all__ = ["Path"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Path:
    """Codes from the first anchor to the last, with the figures by which ways are compared.

    Attributes
    ----------
    codes
        ``(m, *latent_shape)``, float32.
    shares
        ``(m,)``: where on the way each lies, 0 to 1; one leg is as long as another.
    name
        ``"lerp"``, ``"slerp"``, ``"data"`` or ``"geodesic"``.
    reason
        Why this one, in words.
    knots, knot_shares
        Between these codes ``(k, d)``, at these shares, the way is straight, or an arc (slerp).
    speed
        ``(m - 1,)``: how far apart the outputs of successive codes are, in [0, 1] each.
    density
        ``(m,)``: how dense the data's codes lie about each, see `density_label`.
    typical
        Between these densities lie 90 % of the data.
    length
        The sum of `speed`: what the output goes through on the way.
    evenness
        The largest step by the mean step: 1 where the output changes at one speed.
    lowest_density
        The smallest of `density`.
    speed_label, density_label
        What was measured, in words.
    """

    codes: Array
    shares: Array64
    name: str
    reason: str
    knots: Array
    knot_shares: Array64
    speed: Array64
    density: Array64
    typical: tuple[float, float]
    speed_label: str
    density_label: str

    @property
    def length(self) -> float:
        """What the output goes through on the way."""
        return float(self.speed.sum())

    @property
    def evenness(self) -> float:
        """The largest step by the mean step; 1 where nothing changes at all."""
        mean = float(self.speed.mean())
        return float(self.speed.max()) / mean if mean > 0 else 1.0

    @property
    def lowest_density(self) -> float:
        """The density where the way is loneliest."""
        return float(self.density.min())

    def at(self, positions: ArrayLike) -> Array:
        """Return codes at positions ``(k,)`` from 0 to 1 among `codes`: ``(k, *latent_shape)``.

        Halfway between two of `codes` it is halfway on the way itself, and not on a straight line.
        """
        places = np.clip(np.asarray(positions, np.float64), 0, 1).reshape(-1)
        shares = np.interp(places, np.linspace(0, 1, len(self.shares)), self.shares)
        between: PathName = "slerp" if self.name == "slerp" else "lerp"
        codes = Track(self.knots, self.knot_shares, between).at(shares)
        return codes.reshape(-1, *self.codes.shape[1:])

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return (
            f"<Path by {self.name} ({self.reason}): {len(self.codes)} codes, length "
            f"{self.length:.3g}, evenness {self.evenness:.2f}, lowest density "
            f"{self.lowest_density:.1f} (90 % of the data: {self.typical[0]:.1f} to "
            f"{self.typical[1]:.1f})>"
        )

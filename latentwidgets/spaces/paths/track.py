"""A way through several anchors as one curve over the shares from 0 to 1."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.spaces.paths.straight import PathName, interpolate

__all__ = ["Track"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Track:
    """Knots, and how the way goes from one to the next; `geometry/track.ts` gives the same codes.

    Attributes
    ----------
    knots
        ``(k, d)``.
    shares
        ``(k,)``, rising from 0 to 1: where on the way each knot lies.
    between
        ``"lerp"`` or ``"slerp"``.
    """

    knots: Codes
    shares: Array64
    between: PathName = "lerp"

    @classmethod
    def of_anchors(cls, anchors: Codes, between: PathName) -> "Track":
        """Go from anchor to anchor, ``(m, d)``; each leg is as long as another."""
        return cls(anchors, np.linspace(0, 1, len(anchors)), between)

    @classmethod
    def of_legs(cls, legs: list[Codes], *, by: Literal["distance", "knot"]) -> "Track":
        """Join the knots of each leg, the last of one the first of the next.

        Within a leg a knot's share is by its distance from the last, or by its number.
        """
        knots, shares = [legs[0][:1]], [np.zeros(1)]
        for number, leg in enumerate(legs):
            moves = np.linalg.norm(np.diff(leg.astype(np.float64), axis=0), axis=1)
            if by == "knot" or not moves.sum() > 0:
                moves = np.ones(len(leg) - 1)
            along = np.cumsum(moves) / moves.sum()
            along[-1] = 1
            knots.append(leg[1:])
            shares.append((number + along) / len(legs))
        return cls(np.concatenate(knots), np.concatenate(shares))

    def at(self, shares: ArrayLike) -> Codes:
        """Return codes at shares ``(m,)`` from 0 to 1: ``(m, d)``, knots to the last bit."""
        t = np.asarray(shares, np.float64)
        legs = np.clip(np.searchsorted(self.shares, t, side="right") - 1, 0, len(self.shares) - 2)
        codes = np.empty((len(t), self.knots.shape[1]), np.float32)
        for leg in np.unique(legs):
            rows = legs == leg
            start, end = self.shares[leg], self.shares[leg + 1]
            within = np.clip((t[rows] - start) / (end - start), 0, 1)
            a, b = self.knots[leg], self.knots[leg + 1]
            codes[rows] = interpolate(a, b, within, self.between)
        return codes

"""Which places of a map would be decoded far from the data: the doubt about each cell's code."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.projections import PCAProjection, Projection
from latentwidgets.spaces.support.measure import FAR_RATIO, Support, doubt_of

__all__ = ["Held", "codes_on", "veil_over"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]

CELLS_A_TURN = 2**21  # squared distances held at once
DARKEST = 40.0  # nats below the thinnest of the data: kernels that add less are left out


@dataclass(frozen=True, eq=False)
class Held:
    """What a cursor on a map holds fixed.

    Attributes
    ----------
    anchor
        The code ``(d,)`` whose part beside the map's surface is held.
    off
        How much of that part is kept: 0 on the surface, 1 as the anchor.
    """

    anchor: Array
    off: float = 1.0


def codes_on(projection: Projection, points: Array64, held: Held) -> Array:
    """Return the codes ``(m, d)`` that a cursor at points ``(m, dims)`` stands for."""
    on = projection.inverse(points).reshape(len(points), -1)
    if held.off == 0:
        return on
    beside = projection.inverse(points, held.anchor).reshape(len(points), -1)
    if held.off == 1:
        return beside
    mixed: Array = (on + held.off * (beside.astype(np.float64) - on)).astype(np.float32)
    return mixed


def veil_over(
    projection: Projection,
    support: Support,
    points: Array64,
    held: Held,
    *,
    check: Callable[[], object] = lambda: None,
) -> Array64:
    """Measure the doubt, 0 to 1, about what is decoded at points ``(m, dims)`` of a map: ``(m,)``.

    It is that of the very codes which the cursor decodes there: two samples near one another on a
    flat map may have a hollow between them.
    """
    codes = codes_on(projection, points, held)
    if isinstance(projection, PCAProjection):
        # On a plane, distances are those on it and the distance of each code from it.
        start = codes[0].astype(np.float64)
        axes = projection.components
        places = (codes - start) @ axes.T
        data = _Beside(support.codes, start, axes)
        kept = data.within(FAR_RATIO * support.radius)
        reach = -2 * support.density.bandwidth**2 * (support.density.own[0] - DARKEST)
        centers = _Beside(support.density.centers, start, axes).within(np.sqrt(max(reach, 0)))
    else:
        places, kept = codes.astype(np.float64), _Beside.whole(support.codes)
        centers = _Beside.whole(support.density.centers)
    step = max(1, CELLS_A_TURN // max(1, len(kept), len(centers)))
    doubts = []
    for begin in range(0, len(places), step):
        check()
        part = places[begin : begin + step]
        doubts.append(_doubts(part, kept, centers, support))
    return np.concatenate(doubts)


class _Beside:
    """Points with a distance of their own from the plane on which all places lie."""

    def __init__(self, codes: Array, start: Array64, axes: Array64) -> None:
        offset = codes - start
        self.places = offset @ axes.T
        beside = np.einsum("ij,ij->i", offset, offset) - np.einsum(
            "ij,ij->i", self.places, self.places
        )
        self.beside = np.maximum(beside, 0)

    @classmethod
    def whole(cls, codes: Array) -> "_Beside":
        found = cls.__new__(cls)
        found.places, found.beside = codes.astype(np.float64), np.zeros(len(codes))
        return found

    def within(self, reach: float) -> "_Beside":
        """Leave out what is further from the plane."""
        near = self.beside <= reach**2
        self.places, self.beside = self.places[near], self.beside[near]
        return self

    def __len__(self) -> int:
        return len(self.places)

    def squares(self, places: Array64) -> Array64:
        middle = self.places.mean(axis=0)
        moved, own = places - middle, self.places - middle
        squares: Array64 = (moved**2).sum(axis=1)[:, None] + (own**2).sum(axis=1) + self.beside
        squares -= 2 * moved @ own.T
        return np.maximum(squares, 0, out=squares)


def _doubts(places: Array64, kept: _Beside, centers: _Beside, support: Support) -> Array64:
    if not len(kept) or not len(centers):  # every code of the data is far from the plane
        return np.ones(len(places))
    distances = np.sqrt(kept.squares(places).min(axis=1))
    density = support.density.of_squares(centers.squares(places))
    return doubt_of(support.ratio(distances), density, support.density)

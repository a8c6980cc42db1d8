"""How much the data say of a code, in figures and in plain words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.support.gaps import gap_at, gaps_of
from latentwidgets.spaces.support.measure import doubt_of, support_of

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Confidence", "Place", "confidence_at", "read_place"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]
Place = Literal["inside", "thin", "far"]

MOST_GAP_SHARE = 0.95
NEGLIGIBLE = 1e-3  # of the data's own radius: a gap as small is rounding
# Words and notes change in steps: only the codes of data come back to themselves, and a gap between
# them says nothing against a code.
STEPPED = frozenset({"text", "melody"})


@dataclass(frozen=True, eq=False)
class Confidence:
    """Where codes lie among the data's, one entry a code.

    Attributes
    ----------
    indices, distances
        The nearest sample, and how far its code is.
    ratios
        Distances in units of `radius`.
    densities
        Logarithm of the density of the data's codes, 0 where they are typical.
    density_shares
        Share of the data that lie as thin or thinner, in [0, 1].
    gaps, gap_shares
        |E(D(z)) - z|, and the share of the data whose own gap is as small or smaller; None where
        they were not asked for.
    doubts
        Of distance and density the worse, from 0 inside the data to 1 far outside.
    places
        ``"inside"``, ``"thin"`` or ``"far"``; see `read_place`. The gaps of texts and melodies,
        whose outputs change in steps, do not count, nor do gaps that are but rounding.
    radius
        The 95 % quantile of the data's own distance to their 5th neighbour.
    """

    indices: NDArray[np.intp]
    distances: Array64
    ratios: Array64
    densities: Array64
    density_shares: Array64
    gaps: Array64 | None
    gap_shares: Array64 | None
    doubts: Array64
    places: tuple[Place, ...]
    radius: float

    def __len__(self) -> int:
        return len(self.indices)


def read_place(doubt: float, gap_share: float | None = None) -> Place:
    """Put the figures in a word: the worse of distance and density, and a large gap makes it thin.

    ``"far"`` where doubt is 1; ``"thin"`` where it is more than 0, or the output is encoded further
    from its code than 95 % of the data's own; else ``"inside"``.
    """
    if doubt >= 1:
        return "far"
    if doubt > 0 or (gap_share is not None and gap_share > MOST_GAP_SHARE):
        return "thin"
    return "inside"


def confidence_at(space: "LatentSpace", codes: Array, *, gap: bool = False) -> Confidence:
    """Measure codes ``(m, *latent_shape)``; with `gap`, each is decoded and encoded again."""
    flat = codes.reshape(len(codes), -1)
    support = support_of(space)
    indices, distances = support.nearest(flat)
    ratios = support.ratio(distances)
    densities = support.density.fresh_at(flat)
    doubts = doubt_of(ratios, densities, support.density)
    gaps = gap_at(space, codes) if gap else None
    gap_shares = None if gaps is None else gaps_of(space).share_below(gaps)
    counts = gap_shares is not None and space.modality.kind not in STEPPED
    told: list[float | None] = [None] * len(flat)
    if gaps is not None and gap_shares is not None and counts:
        small = gaps <= NEGLIGIBLE * support.radius
        told = [None if no else share for no, share in zip(small, gap_shares.tolist(), strict=True)]
    return Confidence(
        indices,
        distances,
        ratios,
        densities,
        support.density.share_below(densities),
        gaps,
        gap_shares,
        doubts,
        tuple(read_place(doubt, share) for doubt, share in zip(doubts, told, strict=True)),
        support.radius,
    )

"""Two spaces of the same samples: how their maps lie over one another, and who moved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics import NeighborOverlap, neighbor_overlap
from latentwidgets.spaces.comparison.measures import Figure, measure
from latentwidgets.spaces.comparison.pair import check_pair
from latentwidgets.spaces.comparison.procrustes import Alignment, align

if TYPE_CHECKING:
    from latentwidgets.spaces.projections import Projection
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Changed", "Comparison", "compare"]

MOST_COMPARED = 10_000
FEWEST_MATCHED = 10  # samples from which neighbourhoods are compared

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Changed:
    """Who is near a sample in one space and in the other; each ``(m,)``, nearest first.

    Attributes
    ----------
    index
        The sample.
    stayed, left, came
        Near in both; in the first only; in the second only.
    """

    index: int
    stayed: Indices
    left: Indices
    came: Indices


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two spaces of the same samples have in common.

    Attributes
    ----------
    names
        Of the two.
    overlap
        Of the k nearest in either; None where there are too few samples, or more than 10,000, or no
        neighbour is nearer than another, which `refusal` says.
    map, codes
        How the second map, or the second's codes, lie over the first's; None where they differ in
        their number of axes.
    figures
        Of either, in one order; a figure that one of them lacks says why.
    """

    names: tuple[str, str]
    overlap: NeighborOverlap | None
    map: Alignment | None
    codes: Alignment | None
    figures: tuple[tuple[Figure, Figure], ...]
    refusal: str = ""

    def neighbors(self, index: int) -> Changed:
        """Say who left and who came among the k nearest of a sample.

        Raises
        ------
        DataError
            The neighbourhoods were not compared.
        OptionError
            There is no such sample.
        """
        if self.overlap is None:
            raise DataError(self.refusal)
        n = len(self.overlap.first)
        if not 0 <= index < n:
            raise OptionError(f"There is no sample {index}: give a number from 0 to {n - 1}.")
        before, after = self.overlap.first[index], self.overlap.second[index]
        return Changed(
            index,
            before[np.isin(before, after)],
            before[~np.isin(before, after)],
            after[~np.isin(after, before)],
        )

    def __str__(self) -> str:
        lines = [f"{self.names[0]} and {self.names[1]}"]
        if self.overlap is not None:
            lines.append(f"{self.overlap}; by chance {self.overlap.expected:.3f}")
        if self.map is not None:
            lines.append(f"The second map is {self.map}.")
        for one, other in self.figures:
            values = [
                "none" if figure.value is None else f"{figure.value:.3g}" for figure in (one, other)
            ]
            lines.append(f"{one.name}: {values[0]} and {values[1]} ({one.label or other.label})")
        return "\n".join(lines)


def compare(  # noqa: PLR0913
    first: "LatentSpace",
    second: "LatentSpace",
    *,
    k: int = 10,
    maps: "tuple[Projection, Projection] | None" = None,
    seed: int = 0,
    check: Callable[[], object] = lambda: None,
) -> Comparison:
    """Compare two spaces of the same samples, matched by their number.

    Parameters
    ----------
    first, second
        Spaces whose sample i is the same.
    k
        Size of the neighbourhoods; less where there are few samples.
    maps
        Of both, with as many axes; by default PCA in two dimensions.
    seed
        Of all that is drawn.
    check
        Called between steps; ends the work by raising.

    Raises
    ------
    OptionError, DataError
        The two are one space, or not of the same samples.
    """
    check_pair(first, second)
    maps = maps or (first.project("pca", 2), second.project("pca", 2))
    n = first.n_samples
    k = min(k, (n - 1) // 2)
    overlap = None
    refusal = f"Neighbourhoods are compared for {FEWEST_MATCHED} to {MOST_COMPARED:,} samples."
    if FEWEST_MATCHED <= n <= MOST_COMPARED:
        check()
        try:
            overlap = neighbor_overlap(first.flat_codes, second.flat_codes, k=k, seed=seed)
            refusal = ""
        except DataError as error:
            refusal = f"Neighbourhoods are not compared. {error}"
    check()
    figures = _side_by_side(
        measure(first, maps[0], seed=seed, check=check),
        measure(second, maps[1], seed=seed, check=check),
    )
    return Comparison(
        (first.name, second.name),
        overlap,
        align_maps(maps[0], maps[1]),
        _align(second.flat_codes, first.flat_codes),
        figures,
        refusal,
    )


def align_maps(first: "Projection", second: "Projection") -> Alignment | None:
    """Find how the second map lies over the first; None where their axes differ in number."""
    return _align(second.coordinates, first.coordinates)


def _align(moving: NDArray[Any], fixed: NDArray[Any]) -> Alignment | None:
    if moving.shape != fixed.shape:
        return None
    return align(moving, fixed)


def _side_by_side(first: list[Figure], second: list[Figure]) -> tuple[tuple[Figure, Figure], ...]:
    """Pair the figures by key, in the order of the first."""
    by_key = {figure.key: figure for figure in second}
    pairs = [(figure, by_key.pop(figure.key, _lacking(figure))) for figure in first]
    return (*pairs, *((_lacking(figure), figure) for figure in by_key.values()))


def _lacking(figure: Figure) -> Figure:
    why = (
        "Cannot be measured: the encoder gives no variances."
        if figure.key == "kl"
        else ("Cannot be measured of this model.")
    )
    return Figure(figure.key, figure.name, figure.better, why=why)

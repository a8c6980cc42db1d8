"""Whether each dimension tells about one factor only.

Ridgeway & Mozer, *Learning Deep Disentangled Embeddings with the F-Statistic Loss*, 2018.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.metrics.disentanglement._factors import Factors
from latentwidgets.metrics.disentanglement._score import DisentanglementScore, intervals_of
from latentwidgets.metrics.disentanglement.information import MutualInformation, Prepared

__all__ = ["ModularityScore", "modularity", "modularity_influence", "modularity_of"]

_LEAST_VARIANCE = 0.01  # of the largest: Burda's rule for inactive units, at any scale
_CHANCE_SDS = 5  # above what unrelated codes tell

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ModularityScore(DisentanglementScore):
    """Modularity; ``parts`` are by active dimension.

    Attributes
    ----------
    active
        The dimensions that it is the mean of.
    """

    active: tuple[int, ...]


def modularity(
    codes: ArrayLike,
    factors: Factors,
    *,
    bins: int = 20,
    active: ArrayLike | None = None,
    seed: int = 0,
) -> ModularityScore:
    """Modularity: whether each dimension tells about one factor only.

    The mean over active dimensions of ``1 - sum I² / (I1² (k - 1))``, where ``I1`` is the largest
    mutual information of the dimension with a factor and the sum runs over the other factors. A
    dead dimension tells nothing about any factor, scores at random, and is left out.

    Parameters
    ----------
    codes, factors, bins
        As in `latentwidgets.metrics.mutual_information`; two factors or more.
    active
        bool ``(d,)``, such as `latentwidgets.metrics.active_units` gives. None: those whose
        variance is above a hundredth of the largest, and that tell more about some factor than
        codes in a random order do.
    seed
        As in `latentwidgets.metrics.mig`. ``expected`` is what dimensions that tell nothing score.

    Raises
    ------
    ShapeError, DataError, OptionError
        As there; a single factor, or no active dimension.
    """
    prepared = Prepared(codes, factors, bins, seed)
    chosen = active_dimensions(prepared, active)
    (interval,) = intervals_of([modularity_influence(prepared, chosen)], seed)
    return modularity_of(prepared, chosen, interval)


def active_dimensions(prepared: Prepared, given: ArrayLike | None = None) -> Mask:
    """Return which dimensions are measured, refused where that is none."""
    if len(prepared.names) < 2:
        raise DataError(
            "Modularity was asked for with a single factor: it compares what a dimension tells "
            "about several, so give two or more."
        )
    mask: Mask
    if given is not None:
        mask = np.asarray(given, dtype=bool).reshape(-1)
        if mask.shape != (prepared.codes.shape[1],):
            raise ShapeError(
                f"active has {mask.size} entries for codes of {prepared.codes.shape[1]} "
                "dimensions: give one for each."
            )
    else:
        mask = _varying(prepared.codes) & _telling(prepared)
    mask = mask & (prepared.information.values.max(axis=1) > 0)
    if not mask.any():
        raise DataError(
            "No dimension tells more about a factor than chance: there is no modularity to measure."
        )
    return mask


def modularity_of(
    prepared: Prepared, active: Mask, interval: tuple[float, float]
) -> ModularityScore:
    """Return the score of tables that are there, with its interval."""
    values = _by_dimension(prepared.information)
    dimensions = np.flatnonzero(active)
    n, d = prepared.codes.shape
    return ModularityScore(
        value=float(values[active].mean()),
        expected=float(np.mean([_by_dimension(t).mean() for t in prepared.unrelated])),
        interval=interval,
        label=(
            f"modularity ({len(dimensions)} of {d} dimensions active, {prepared.bins} equal-width "
            f"bins, {len(prepared.names)} factors, n = {n:,})"
        ),
        ceiling=float(_by_dimension(prepared.ceiling).mean()),
        parts={f"z{index}": float(values[index]) for index in dimensions},
        active=tuple(int(index) for index in dimensions),
    )


def modularity_influence(prepared: Prepared, active: Mask) -> Floats:
    """Return what each sample adds to the score, ``(n,)``; their mean is the score."""
    values = prepared.information.values
    scores = _by_dimension(prepared.information)
    dimensions = np.flatnonzero(active)
    added = np.full(len(prepared.codes), scores[dimensions].mean())
    n_others = len(prepared.names) - 1
    for dimension in dimensions:
        row = values[dimension]
        best = int(row.argmax())
        slopes = -2 * row / (row[best] ** 2 * n_others)
        slopes[best] = 2 * (1 - scores[dimension]) / row[best]
        for factor, slope in enumerate(slopes):
            told = prepared.pointwise(int(dimension), factor) - row[factor]
            added += slope * told / len(dimensions)
    return added


def _by_dimension(information: MutualInformation) -> Floats:
    squares = information.values**2
    best = squares.max(axis=1)
    others = squares.sum(axis=1) - best
    spread = np.divide(others, best, out=np.full_like(best, squares.shape[1] - 1), where=best > 0)
    modular: Floats = 1 - spread / (squares.shape[1] - 1)
    return modular


def _varying(codes: Floats) -> Mask:
    variances = codes.var(axis=0)
    varying: Mask = variances > _LEAST_VARIANCE * variances.max()
    return varying


def _telling(prepared: Prepared) -> Mask:
    """Which dimensions tell more about a factor than codes in a random order."""
    chance = np.stack([table.values for table in prepared.unrelated])
    means = chance.mean(axis=0)
    # The spread is pooled over dimensions: a few permutations are too few for each alone.
    spread = np.sqrt(((chance - means) ** 2).sum(axis=(0, 1)) / (len(chance) - 1) / len(means))
    telling: Mask = (prepared.information.values > means + _CHANCE_SDS * spread).any(axis=1)
    return telling

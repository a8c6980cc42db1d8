"""The mutual information gap.

Chen et al., *Isolating Sources of Disentanglement in Variational Autoencoders*, 2018.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.metrics.disentanglement._factors import Factors
from latentwidgets.metrics.disentanglement._score import DisentanglementScore, intervals_of
from latentwidgets.metrics.disentanglement.information import MutualInformation, Prepared

__all__ = ["MigScore", "gap_influence", "mig", "mig_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MigScore(DisentanglementScore):
    """The mutual information gap; ``parts`` are the gaps of the factors.

    Attributes
    ----------
    information
        The table it was read from: nats by dimension and factor, and what owns what.
    """

    information: MutualInformation


def mig(codes: ArrayLike, factors: Factors, *, bins: int = 20, seed: int = 0) -> MigScore:
    """Mutual information gap: how far the best dimension of a factor is ahead of the next.

    The mean over factors of ``(I1 - I2) / H``: the largest and second largest mutual information
    of a dimension with the factor, over the factor's entropy. 1 where each factor is in one
    dimension alone, 0 where the two best dimensions tell the same.

    Parameters
    ----------
    codes, factors, bins
        As in `latentwidgets.metrics.mutual_information`.
    seed
        Of the bootstrap behind the interval (of what each sample adds to the score, the two best
        dimensions of a factor held fixed), and of the permutations whose mean is ``expected``.

    Raises
    ------
    ShapeError, DataError, OptionError
        As in `latentwidgets.metrics.mutual_information`.
    """
    prepared = Prepared(codes, factors, bins, seed)
    (interval,) = intervals_of([gap_influence(prepared)], seed)
    return mig_of(prepared, interval)


def mig_of(prepared: Prepared, interval: tuple[float, float]) -> MigScore:
    """Return the score of tables that are there, with its interval."""
    gaps = _gaps(prepared.information)
    unrelated = [_gaps(table).mean() for table in prepared.unrelated]
    n = len(prepared.codes)
    return MigScore(
        value=float(gaps.mean()),
        expected=float(np.mean(unrelated)),
        interval=interval,
        label=f"MIG ({prepared.bins} equal-width bins, {len(gaps)} factors, n = {n:,})",
        ceiling=float(_gaps(prepared.ceiling).mean()),
        parts=dict(zip(prepared.names, gaps.tolist(), strict=True)),
        information=prepared.information,
    )


def gap_influence(prepared: Prepared) -> Floats:
    """Return what each sample adds to the score, ``(n,)``; their mean is the score."""
    information = prepared.information
    added = np.zeros(len(prepared.codes))
    for factor, gap in enumerate(_gaps(information)):
        order = np.argsort(-information.values[:, factor], kind="stable")
        ahead = prepared.pointwise(int(order[0]), factor)
        if len(order) > 1:
            ahead = ahead - prepared.pointwise(int(order[1]), factor)
        entropy = information.entropies[factor]
        added += (ahead - gap * prepared.surprise(factor)) / entropy + gap
    return added / len(information.names)


def _gaps(information: MutualInformation) -> Floats:
    """Gap between the two best dimensions for each factor; a lone dimension has no rival."""
    ordered = np.sort(information.values, axis=0)
    second = ordered[-2] if len(ordered) > 1 else 0.0
    gaps: Floats = (ordered[-1] - second) / information.entropies
    return gaps

"""The scores that are there at once, from one table."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.metrics._checks import check_differ
from latentwidgets.metrics.disentanglement._factors import (
    Factors,
    as_columns,
    as_numbers,
    check_factor,
    checked_codes,
)
from latentwidgets.metrics.disentanglement._score import DisentanglementScore, intervals_of
from latentwidgets.metrics.disentanglement.information import MutualInformation, Prepared
from latentwidgets.metrics.disentanglement.mig import MigScore, gap_influence, mig_of
from latentwidgets.metrics.disentanglement.modularity import (
    ModularityScore,
    active_dimensions,
    modularity_influence,
    modularity_of,
)
from latentwidgets.metrics.disentanglement.sap import LinearFits, sap_influence, sap_of

__all__ = ["DisentanglementScores", "disentanglement_scores"]

_FEW = 20  # samples of a class
_BIASED = 0.05  # of a factor's entropy, told by codes that tell nothing

Column = NDArray[np.generic]


class DisentanglementScores(NamedTuple):
    """The live scores and the table behind them.

    ``sap`` and ``modularity`` are None where they cannot be measured; ``refusals`` says why, and of
    each factor that was left out: by name of the figure or factor, a sentence. ``warnings`` are
    sentences about what was measured on too little.
    """

    mig: MigScore
    sap: DisentanglementScore | None
    modularity: ModularityScore | None
    information: MutualInformation
    refusals: dict[str, str]
    warnings: tuple[str, ...]


def disentanglement_scores(
    codes: ArrayLike,
    factors: Factors,
    *,
    bins: int = 20,
    active: ArrayLike | None = None,
    seed: int = 0,
) -> DisentanglementScores:
    """MIG, SAP by R², modularity and the table of mutual information, together.

    Factors with which nothing can be measured (constant, missing values, objects) are left out, and
    said to be.

    Parameters
    ----------
    codes, factors, bins, seed
        As in `latentwidgets.metrics.mig`.
    active
        As in `latentwidgets.metrics.modularity`.

    Raises
    ------
    ShapeError, OptionError
        As there.
    DataError
        As there; no factor can be used, or all codes are equal.
    """
    checked = checked_codes(codes)
    check_differ(checked, "they tell nothing about any factor")
    refusals: dict[str, str] = {}
    usable: dict[str, Column] = {}
    for name, values in as_columns(factors).items():
        try:
            usable[name] = check_factor(name, values, len(checked))
        except DataError as error:
            refusals[name] = str(error)
    if not usable:
        raise DataError("No factor can be used. " + " ".join(refusals.values()))
    prepared = Prepared(checked, usable, bins, seed)
    fits = _linear_fits(prepared, refusals)
    chosen = None
    try:
        chosen = active_dimensions(prepared, active)
    except DataError as error:
        refusals["modularity"] = str(error)
    parts = {"mig": gap_influence(prepared)}
    if fits is not None:
        parts["sap"] = sap_influence(fits)
    if chosen is not None:
        parts["modularity"] = modularity_influence(prepared, chosen)
    intervals = dict(zip(parts, intervals_of(list(parts.values()), seed), strict=True))
    return DisentanglementScores(
        mig_of(prepared, intervals["mig"]),
        None if fits is None else sap_of(fits, intervals["sap"]),
        None if chosen is None else modularity_of(prepared, chosen, intervals["modularity"]),
        prepared.information,
        refusals,
        tuple(_warnings(prepared)),
    )


def _linear_fits(prepared: Prepared, refusals: dict[str, str]) -> LinearFits | None:
    numbers = {name: as_numbers(values) for name, values in prepared.factors.items()}
    named = [name for name, column in numbers.items() if column is None]
    if named:
        refusals["sap"] = (
            f"SAP by R² leaves out {', '.join(named)}: names have no order "
            "(SAP by a linear SVM takes them: estimator='svm')."
        )
    ordered = {name: column for name, column in numbers.items() if column is not None}
    return LinearFits(prepared.codes, ordered, prepared.seed) if ordered else None


def _warnings(prepared: Prepared) -> list[str]:
    n = len(prepared.codes)
    found = []
    entropies = prepared.information.entropies
    for name, classes, entropy in zip(prepared.names, prepared.classes, entropies, strict=True):
        counts = np.bincount(classes)
        counts = counts[counts > 0]
        bias = (prepared.bins - 1) * (len(counts) - 1) / (2 * n)
        if bias > _BIASED * entropy:
            found.append(
                f"{n:,} samples are few for the {len(counts)} values of {name}: codes that tell "
                f"nothing would seem to tell about {bias / entropy:.0%} of it."
            )
        elif counts.min() < _FEW:
            n_rarest = int(counts.min())
            said = "1 sample" if n_rarest == 1 else f"{n_rarest} samples"
            found.append(f"The rarest value of {name} has {said}.")
    return found

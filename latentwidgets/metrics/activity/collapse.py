"""Posterior collapse, told in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.metrics.activity.units import (
    ActiveUnits,
    DecoderSensitivity,
    KlPerDimension,
    active_units,
    kl_per_dimension,
)

__all__ = ["PosteriorCollapse", "posterior_collapse"]

_SILENT = 0.01  # nats: less is asleep

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PosteriorCollapse:
    """Which dimensions are asleep.

    Attributes
    ----------
    verdict
        A sentence.
    reasons
        Sentences: what was measured; where the measures disagree, by dimension.
    asleep
        The dimensions that are asleep by every measure.
    disputed
        Those that some measure calls asleep and another does not.
    collapsed
        Whether any dimension is asleep.
    kl, active, sensitivity
        The measures; `sensitivity` as given.
    """

    verdict: str
    reasons: tuple[str, ...]
    asleep: tuple[int, ...]
    disputed: tuple[int, ...]
    collapsed: bool
    kl: KlPerDimension
    active: ActiveUnits
    sensitivity: DecoderSensitivity | None

    def __str__(self) -> str:
        return " ".join([self.verdict, *self.reasons])


def posterior_collapse(
    mean: ArrayLike,
    log_variance: ArrayLike,
    *,
    sensitivity: DecoderSensitivity | None = None,
    threshold: float = 0.01,
    seed: int = 0,
) -> PosteriorCollapse:
    """Tell which dimensions of a variational model are asleep.

    A dimension is asleep where its KL is below 0.01 nats, the variance of its mean below
    `threshold`, and, where that was measured, the decoder does not move with it. The measures
    disagree when the scale does, so all are told.

    Parameters
    ----------
    mean, log_variance, seed
        As in `kl_per_dimension`.
    sensitivity
        Of `decoder_sensitivity`.
    threshold
        As in `active_units`.

    Raises
    ------
    ShapeError, DataError, OptionError
        As there.
    """
    kl = kl_per_dimension(mean, log_variance, seed=seed)
    active = active_units(mean, threshold=threshold, seed=seed)
    d = len(kl.values)
    marks: dict[str, Mask] = {
        f"KL below {_SILENT:g} nats": kl.values < _SILENT,
        f"variance of the mean below {threshold:g}": ~active.active,
    }
    if sensitivity is not None:
        if len(sensitivity.values) != d:
            raise ShapeError(
                f"The sensitivity of {len(sensitivity.values)} dimensions was given with "
                f"posteriors of {d}: give that of the same model."
            )
        marks["the output hardly moves with it"] = ~sensitivity.moving
    table = np.stack(list(marks.values()))
    asleep, some = table.all(axis=0), table.any(axis=0)
    disputed = np.flatnonzero(some & ~asleep)
    reasons = [f"{kl.value:.2f} nats in {d} dimensions, {int(active.value)} units active."]
    for dimension in disputed:
        against = [name for name, mark in marks.items() if mark[dimension]]
        awake = [name for name, mark in marks.items() if not mark[dimension]]
        reasons.append(
            f"z{dimension} is disputed: asleep by {_listed(against)}; awake by the others "
            f"({len(awake)} of {len(marks)})."
        )
    return PosteriorCollapse(
        verdict=_verdict(np.flatnonzero(asleep), d),
        reasons=tuple(reasons),
        asleep=tuple(int(i) for i in np.flatnonzero(asleep)),
        disputed=tuple(int(i) for i in disputed),
        collapsed=bool(asleep.any()),
        kl=kl,
        active=active,
        sensitivity=sensitivity,
    )


def _verdict(asleep: NDArray[np.intp], d: int) -> str:
    if len(asleep) == 0:
        return f"All {d} dimensions are awake." if d > 1 else "The dimension is awake."
    if len(asleep) == d:
        return "Every dimension is asleep: the decoder cannot know which sample it is to make."
    which = _listed([f"z{index}" for index in asleep])
    verb = "is" if len(asleep) == 1 else "are"
    return f"{len(asleep)} of {d} dimensions {verb} asleep: {which}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]

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
        The dimensions that say nothing, or that the decoder does not read.
    unread
        Those of them that the encoder writes to all the same.
    disputed
        Those that one measure of the encoder calls asleep and the other does not.
    collapsed
        Whether any dimension is asleep.
    kl, active, sensitivity
        The measures; `sensitivity` as given.
    """

    verdict: str
    reasons: tuple[str, ...]
    asleep: tuple[int, ...]
    unread: tuple[int, ...]
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

    A dimension is asleep where its KL is below 0.01 nats and the variance of its mean below
    `threshold`; or, where that was measured, where the output does not move with it. The measures
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
    quiet, still = kl.values < _SILENT, ~active.active
    unread = np.zeros(d, dtype=bool)
    if sensitivity is not None:
        if len(sensitivity.values) != d:
            raise ShapeError(
                f"The sensitivity of {len(sensitivity.values)} dimensions was given with "
                f"posteriors of {d}: give that of the same model."
            )
        unread = ~sensitivity.moving
    asleep: Mask = (quiet & still) | unread
    written: Mask = unread & ~(quiet & still)
    sides = {
        f"the KL is below {_SILENT:g} nats and the means vary by more than {threshold:g}": quiet
        & ~still,
        f"the means vary by less than {threshold:g} and the KL is above {_SILENT:g} nats": still
        & ~quiet,
    }
    reasons = [f"{kl.value:.2f} nats in {d} dimensions, {int(active.value)} units active."]
    if written.any():
        reasons.append(
            f"{_named(written)}: the encoder writes there, and the output hardly moves with it."
        )
    reasons += [
        f"{_named(mask & ~unread)}: {side}."
        for side, mask in sides.items()
        if (mask & ~unread).any()
    ]
    disputed = (quiet ^ still) & ~unread
    return PosteriorCollapse(
        verdict=_verdict(asleep),
        reasons=tuple(reasons),
        asleep=_indices(asleep),
        unread=_indices(written),
        disputed=_indices(disputed),
        collapsed=bool(asleep.any()),
        kl=kl,
        active=active,
        sensitivity=sensitivity,
    )


def _verdict(asleep: Mask) -> str:
    n_asleep, d = int(asleep.sum()), len(asleep)
    if n_asleep == 0:
        return f"All {d} dimensions are awake." if d > 1 else "The dimension is awake."
    if n_asleep == d:
        return "Every dimension is asleep: the decoder cannot know which sample it is to make."
    verb = "is" if n_asleep == 1 else "are"
    return f"{n_asleep} of {d} dimensions {verb} asleep: {_named(asleep)}."


def _indices(mask: Mask) -> tuple[int, ...]:
    return tuple(int(index) for index in np.flatnonzero(mask))


def _named(mask: Mask) -> str:
    words = [f"z{index}" for index in np.flatnonzero(mask)]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]

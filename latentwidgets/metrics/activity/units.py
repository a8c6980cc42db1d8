"""How much a variational encoder puts into each dimension.

Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders*, 2015, for active units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics._checks import check_whole
from latentwidgets.metrics._score import Score, bootstrap_intervals, bootstrap_means
from latentwidgets.metrics.activity._checked import as_codes, as_posterior, names_of

__all__ = [
    "ActiveUnits",
    "DecoderSensitivity",
    "KlPerDimension",
    "active_units",
    "decoder_sensitivity",
    "kl_per_dimension",
]

_MOVING = 0.01  # of the change that the most effective dimension makes

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class KlPerDimension(Score):
    """KL of the posteriors from the prior, in nats: the sum, and each dimension's share of it.

    ``expected`` is 0, where the encoder says nothing.

    Attributes
    ----------
    parts
        By dimension, ``"z0"`` and so on.
    values, intervals
        float64 ``(d,)`` and ``(d, 2)``: the same as arrays, with their intervals.
    """

    parts: dict[str, float]
    values: Floats
    intervals: Floats


@dataclass(frozen=True, eq=False)
class ActiveUnits(Score):
    """How many dimensions the encoder uses.

    Attributes
    ----------
    parts
        Variance of the means, by dimension.
    active
        bool ``(d,)``.
    """

    parts: dict[str, float]
    active: Mask


@dataclass(frozen=True, eq=False)
class DecoderSensitivity(Score):
    """How many dimensions move the output.

    Attributes
    ----------
    parts
        Mean squared change of the output as a dimension is drawn anew, over that as all are.
    values
        float64 ``(d,)``: the same as an array.
    moving
        bool ``(d,)``: the change is above a hundredth of the largest.
    """

    parts: dict[str, float]
    values: Floats
    moving: Mask


def kl_per_dimension(mean: ArrayLike, log_variance: ArrayLike, *, seed: int = 0) -> KlPerDimension:
    """KL divergence of the posteriors from a standard normal prior, by dimension, in nats.

    ``(mean² + variance - 1 - log variance) / 2``, averaged over the samples.

    Parameters
    ----------
    mean, log_variance
        ``(n, ...)`` each, flattened to ``(n, d)``: natural logarithm of the variance; n at least
        50.
    seed
        Of the bootstrap over the samples.

    Raises
    ------
    ShapeError
        The two differ in shape.
    DataError
        There are too few samples, or a value is not finite.
    """
    means, logs = as_posterior(mean, log_variance)
    divergences = (means**2 + np.exp(logs) - 1 - logs) / 2
    if not np.isfinite(divergences).all():
        raise DataError(
            f"The log-variances reach {logs.max():.3g}: give natural logarithms of variances."
        )
    values = divergences.mean(axis=0)
    intervals = bootstrap_intervals(
        np.concatenate([divergences.sum(axis=1, keepdims=True), divergences], axis=1), seed
    )
    n, d = means.shape
    return KlPerDimension(
        value=float(values.sum()),
        expected=0.0,
        interval=intervals[0],
        label=f"KL from a standard normal prior (nats, {d} dimensions, n = {n:,})",
        parts=names_of(values),
        values=values,
        intervals=np.array(intervals[1:]),
    )


def active_units(mean: ArrayLike, *, threshold: float = 0.01, seed: int = 0) -> ActiveUnits:
    """Count the dimensions whose posterior mean varies between samples (Burda et al. 2015).

    A unit is active where the variance of its mean is above `threshold`, on the scale of a standard
    normal prior; codes of another scale need another threshold.

    Parameters
    ----------
    mean
        ``(n, ...)``, flattened to ``(n, d)``: posterior means; n at least 50.
    threshold
        Above 0.
    seed
        Of the bootstrap over the samples.

    Raises
    ------
    ShapeError, DataError
        As in `kl_per_dimension`.
    OptionError
        The threshold is not above 0.
    """
    if not threshold > 0:
        raise OptionError(f"threshold is {threshold!r}: give a variance above 0.")
    means = as_codes(mean, "means")
    n, d = means.shape
    centred = means - means.mean(axis=0)
    variances = (centred**2).mean(axis=0)
    moments = bootstrap_means(np.concatenate([centred**2, centred], axis=1), seed)
    counts = (moments[:, :d] - moments[:, d:] ** 2 > threshold).sum(axis=1)
    low, high = np.quantile(counts, [0.025, 0.975])
    active = variances > threshold
    return ActiveUnits(
        value=float(active.sum()),
        expected=None,
        interval=(float(low), float(high)),
        label=f"active units of {d} (variance of the mean above {threshold:g}, n = {n:,})",
        parts=names_of(variances),
        active=active,
    )


def decoder_sensitivity(
    decode: Callable[[Floats], ArrayLike],
    codes: ArrayLike,
    *,
    pairs: int = 64,
    distance: Callable[[Any, Any], ArrayLike] | None = None,
    seed: int = 0,
) -> DecoderSensitivity:
    """Measure how far the output moves as one dimension is drawn anew from the codes.

    A dimension that the decoder ignores is asleep however much the encoder puts into it.

    Parameters
    ----------
    decode
        Codes ``(m, d)`` to outputs ``(m, ...)``; called with `pairs` codes at a time.
    codes
        ``(n, ...)``, flattened to ``(n, d)``; n at least 50.
    pairs
        How many pairs of codes, of which one takes a dimension from the other; from 2.
    distance
        Of two batches of outputs ``(m, ...)``, how far each is from the other, ``(m,)``: for those
        whose numbers are no amounts, such as tokens. None: root mean square difference.
    seed
        Of the pairs.

    Raises
    ------
    ShapeError, DataError
        As in `kl_per_dimension`; no output differs from another.
    OptionError
        There are fewer than 2 pairs.
    """
    flat = as_codes(codes)
    n, d = flat.shape
    n_pairs = min(check_whole(pairs, "pairs", 2), n // 2)
    order = np.random.default_rng([seed, 12]).permutation(n)
    here, there = flat[order[:n_pairs]], flat[order[n_pairs : 2 * n_pairs]]

    def changed(first: Any, second: Any) -> Floats:
        rows = [np.asarray(each, np.float64).reshape(n_pairs, -1) for each in (first, second)]
        if distance is not None and all(np.isfinite(each).all() for each in rows):
            return np.asarray(distance(first, second), np.float64).reshape(n_pairs) ** 2
        squares: Floats = ((rows[0] - rows[1]) ** 2).mean(axis=1)
        return squares

    centre = decode(here)
    changes = np.empty((n_pairs, d + 1))
    changes[:, d] = changed(decode(there), centre)
    for dimension in range(d):
        moved = here.copy()
        moved[:, dimension] = there[:, dimension]
        changes[:, dimension] = changed(decode(moved), centre)
    if not np.isfinite(changes).all():
        raise DataError("The decoder gave NaN or infinite outputs: they cannot be compared.")
    whole = changes[:, d].mean()
    if whole == 0:
        raise DataError("Every code decodes to the same output: no dimension moves it.")
    values = changes[:, :d].mean(axis=0) / whole
    resampled = bootstrap_means(changes[:, :d], seed)
    counts = (resampled > _MOVING * resampled.max(axis=1, keepdims=True)).sum(axis=1)
    low, high = np.quantile(counts, [0.025, 0.975])
    moving = values > _MOVING * values.max()
    return DecoderSensitivity(
        value=float(moving.sum()),
        expected=None,
        interval=(float(low), float(high)),
        label=f"dimensions of {d} that move the output ({n_pairs} pairs of codes, squared change)",
        parts=names_of(values),
        values=values,
        moving=moving,
    )
